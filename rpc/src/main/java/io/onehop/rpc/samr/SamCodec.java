package io.onehop.rpc.samr;

import io.onehop.base.Limits;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.samr.AccountDatabase.Account;
import io.onehop.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The structures that several methods share. [MS-SAMR] 2.2.7. */
final class SamCodec {
    static final int SUCCESS = 0;
    static final int SOME_NOT_MAPPED = 0x0000_0107;
    static final int MORE_ENTRIES = 0x0000_0105;
    static final int NO_MORE_ENTRIES = 0x8000_001A;
    static final int INVALID_INFO_CLASS = 0xC000_0003;
    static final int INVALID_HANDLE = 0xC000_0008;
    static final int ACCESS_DENIED = 0xC000_0022;
    static final int NO_SUCH_USER = 0xC000_0064;
    static final int NO_SUCH_GROUP = 0xC000_0066;
    static final int NONE_MAPPED = 0xC000_0073;
    static final int INSUFFICIENT_RESOURCES = 0xC000_009A;
    static final int NOT_SUPPORTED = 0xC000_00BB;
    static final int NO_SUCH_DOMAIN = 0xC000_00DF;
    static final int NO_SUCH_ALIAS = 0xC000_0151;

    /** SE_GROUP_MANDATORY, ENABLED_BY_DEFAULT and ENABLED. [MS-SAMR] 2.2.1.10. */
    static final int MEMBERSHIP = 0x7;

    private static final int ARRAY_ELEMENTS = 1000;

    private SamCodec() {}

    static byte[] status(int status) {
        return new NdrWriter().u32(status).toBytes();
    }

    /** A null pointer and the status that says why. */
    static byte[] nothing(int status) {
        return new NdrWriter().u32(0).u32(status).toBytes();
    }

    /** RPC_UNICODE_STRING with its characters behind it. */
    static String unicodeString(NdrReader in) throws MalformedMessageException {
        in.align(4);
        in.u16();
        in.u16();
        return in.pointer() ? in.characters() : "";
    }

    /** Count, then a conformant and varying array of RPC_UNICODE_STRING. */
    static List<String> names(NdrReader in) throws MalformedMessageException {
        int count = array(in, 8);
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

    /** Count, then a conformant and varying array of RIDs. */
    static List<Integer> relativeIds(NdrReader in) throws MalformedMessageException {
        int count = array(in, 4);
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(in.i32());
        }
        return ids;
    }

    private static int array(NdrReader in, int elementBytes) throws MalformedMessageException {
        int count = in.ranged(Limits.MAX_LSA_LOOKUPS);
        long most = in.u32();
        long offset = in.u32();
        if (offset != 0 || most < count || most > ARRAY_ELEMENTS) {
            throw new MalformedMessageException("array " + offset + "+" + count + " of " + most);
        }
        return in.count(elementBytes, count);
    }

    /** SAMPR_PSID_ARRAY. [MS-SAMR] 2.2.7.5. */
    static List<String> sids(NdrReader in) throws MalformedMessageException {
        int count = in.ranged(Limits.MAX_SAM_SIDS);
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
                throw new MalformedMessageException("null SID in an array");
            }
            sids.add(in.sid());
        }
        return sids;
    }

    /** SAMPR_ULONG_ARRAY. [MS-SAMR] 2.2.7.4. */
    static void numbers(NdrWriter out, List<Integer> numbers) {
        out.u32(numbers.size());
        out.pointer(
                numbers.isEmpty() ? null : numbers,
                all -> {
                    out.u32(all.size());
                    all.forEach(out::u32);
                });
        out.deferred();
    }

    /** SAMPR_RETURNED_USTRING_ARRAY. [MS-SAMR] 2.2.7.8. */
    static void strings(NdrWriter out, List<@Nullable String> strings) {
        out.u32(strings.size());
        out.pointer(
                strings.isEmpty() ? null : strings,
                all -> {
                    out.u32(all.size());
                    all.forEach(out::unicodeString);
                });
        out.deferred();
    }

    /** SAMPR_PSID_ARRAY_OUT. [MS-SAMR] 2.2.7.7. */
    static void sids(NdrWriter out, List<String> sids) {
        out.u32(sids.size());
        out.pointer(
                sids.isEmpty() ? null : sids,
                all -> {
                    out.u32(all.size());
                    all.forEach(sid -> out.pointer(sid, out::sid));
                });
        out.deferred();
    }

    /** The last part of a SID. */
    static int relativeId(String sid) {
        return Integer.parseUnsignedInt(sid.substring(sid.lastIndexOf('-') + 1));
    }

    /** One entry of an enumeration. */
    record Entry(int relativeId, String name) {
        static Entry of(Account account) {
            return new Entry(account.relativeId(), account.name());
        }
    }

    /**
     * The answer to an enumeration: cookie, SAMPR_ENUMERATION_BUFFER, count, status. The cookie is
     * the index of the next entry. [MS-SAMR] 3.1.5.2.2, 2.2.7.10.
     */
    static byte[] enumeration(List<Entry> all, long cookie, long preferredBytes) {
        int from = (int) Math.min(cookie, all.size());
        int to = from;
        long bytes = 0;
        // One at least, or the client would never come to the end.
        while (to < all.size() && (to == from || bytes < preferredBytes)) {
            bytes += 12 + 2L * all.get(to).name().length();
            to++;
        }
        List<Entry> page = all.subList(from, to);
        NdrWriter out = new NdrWriter().u32(to).referent().u32(page.size());
        out.pointer(
                page.isEmpty() ? null : page,
                entries -> {
                    out.u32(entries.size());
                    entries.forEach(e -> out.u32(e.relativeId()).unicodeString(e.name()));
                });
        out.deferred().u32(page.size());
        return out.u32(to < all.size() ? MORE_ENTRIES : SUCCESS).toBytes();
    }
}
