package io.onehop.rpc.lsarpc;

import io.onehop.base.Limits;
import io.onehop.rpc.lsarpc.SecurityAuthority.Account;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The structures of the lookups. [MS-LSAT] 2.2.12 to 2.2.26. */
final class LookupCodec {
    static final int SUCCESS = 0;
    static final int SOME_NOT_MAPPED = 0x0000_0107;
    static final int NONE_MAPPED = 0xC000_0073;

    /** Which form of the translated identifiers or names an opnum answers with. */
    enum Form {
        PLAIN,
        EX,
        EX2
    }

    private LookupCodec() {}

    /** [in] Count and Names. */
    static List<String> names(NdrReader in) throws MalformedMessageException {
        int count = in.ranged(Limits.MAX_LSA_LOOKUPS);
        in.count(8, count);
        boolean[] present = new boolean[count];
        for (int i = 0; i < count; i++) {
            in.align(4);
            in.u16();
            in.u16();
            present[i] = in.pointer();
        }
        List<String> names = new ArrayList<>();
        for (boolean each : present) {
            names.add(each ? in.characters() : "");
        }
        return names;
    }

    /** [in] LSAPR_SID_ENUM_BUFFER. */
    static List<String> sids(NdrReader in) throws MalformedMessageException {
        int count = in.ranged(Limits.MAX_LSA_LOOKUPS);
        if (!in.pointer()) {
            return List.of();
        }
        in.count(4, count);
        boolean[] present = new boolean[count];
        for (int i = 0; i < count; i++) {
            present[i] = in.pointer();
        }
        List<String> sids = new ArrayList<>();
        for (boolean each : present) {
            if (!each) {
                throw new MalformedMessageException("null SID in a lookup");
            }
            sids.add(in.sid());
        }
        return sids;
    }

    /** The reply to a lookup of names. */
    static byte[] translatedSids(List<@Nullable Account> found, Form form) {
        Domains domains = new Domains(found);
        NdrWriter out = new NdrWriter();
        domains.encode(out);
        out.u32(found.size()).pointer(found, all -> sidArray(out, all, form, domains));
        return counted(out.deferred(), found);
    }

    /** The reply to a lookup of identifiers; what is not found answers with its own text. */
    static byte[] translatedNames(List<String> sids, List<@Nullable Account> found, Form form) {
        Domains domains = new Domains(found);
        NdrWriter out = new NdrWriter();
        domains.encode(out);
        out.u32(found.size())
                .pointer(
                        found,
                        all -> {
                            out.u32(all.size());
                            for (int i = 0; i < all.size(); i++) {
                                Account account = all.get(i);
                                out.align(4).u16(use(account));
                                out.unicodeString(account == null ? sids.get(i) : account.name());
                                out.u32(domains.index(account));
                                if (form != Form.PLAIN) {
                                    out.u32(0);
                                }
                            }
                        });
        return counted(out.deferred(), found);
    }

    private static void sidArray(
            NdrWriter out, List<@Nullable Account> all, Form form, Domains domains) {
        out.u32(all.size());
        for (Account account : all) {
            out.align(4).u16(use(account));
            if (form == Form.EX2) {
                out.pointer(account == null ? null : account.sid(), out::sid);
            } else {
                out.u32(account == null ? 0 : relativeId(account));
            }
            out.u32(domains.index(account));
            if (form != Form.PLAIN) {
                out.u32(0);
            }
        }
    }

    private static byte[] counted(NdrWriter out, List<@Nullable Account> found) {
        long mapped = found.stream().filter(account -> account != null).count();
        int status = mapped == found.size() ? SUCCESS : SOME_NOT_MAPPED;
        if (mapped == 0 && !found.isEmpty()) {
            status = NONE_MAPPED;
        }
        return out.u32(mapped).u32(status).toBytes();
    }

    private static int use(@Nullable Account account) {
        return (account == null ? SidUse.UNKNOWN : account.use()).code();
    }

    /** The last part of an identifier; all ones for a domain, which has none. */
    private static long relativeId(Account account) {
        if (account.use() == SidUse.DOMAIN) {
            return 0xFFFF_FFFFL;
        }
        return Long.parseLong(account.sid().substring(account.sid().lastIndexOf('-') + 1));
    }

    /** LSAPR_REFERENCED_DOMAIN_LIST. */
    private static final class Domains {
        /** Names by identifiers, in order of first use. */
        private final Map<String, String> names = new LinkedHashMap<>();

        Domains(List<@Nullable Account> found) {
            for (Account account : found) {
                if (account != null) {
                    names.putIfAbsent(account.domainSid(), account.domainName());
                }
            }
        }

        int index(@Nullable Account account) {
            return account == null ? -1 : List.copyOf(names.keySet()).indexOf(account.domainSid());
        }

        void encode(NdrWriter out) {
            out.referent().u32(names.size());
            if (names.isEmpty()) {
                out.u32(0).u32(0);
                return;
            }
            out.pointer(
                    names,
                    all -> {
                        out.u32(all.size());
                        all.forEach((sid, name) -> out.unicodeString(name).pointer(sid, out::sid));
                    });
            out.u32(names.size()).deferred();
        }
    }
}
