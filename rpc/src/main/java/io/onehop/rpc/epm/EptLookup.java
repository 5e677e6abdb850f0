package io.onehop.rpc.epm;

import io.onehop.base.Limits;
import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.pdu.SyntaxId;
import io.onehop.wire.MalformedMessageException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** [MS-RPCE] 2.2.1.2.4 ept_lookup. */
final class EptLookup {
    static final int OPNUM = 2;

    static final int ALL = 0;
    static final int BY_INTERFACE = 1;
    static final int BY_OBJECT = 2;
    static final int BY_BOTH = 3;

    private static final int VERSION_ALL = 1;
    private static final int VERSION_COMPATIBLE = 2;
    private static final int VERSION_EXACT = 3;
    private static final int VERSION_MAJOR_ONLY = 4;
    private static final int VERSION_UP_TO = 5;

    private EptLookup() {}

    record Request(
            int inquiry,
            @Nullable SyntaxId syntax,
            int versionOption,
            ContextHandle handle,
            int maxEntries) {
        static Request decode(NdrReader in) throws MalformedMessageException {
            int inquiry = in.i32();
            if (in.pointer()) {
                in.guid();
            }
            SyntaxId syntax = in.pointer() ? syntax(in) : null;
            int versionOption = in.i32();
            ContextHandle handle = in.contextHandle();
            int most = in.ranged(Limits.MAX_ENDPOINT_ENTRIES);
            return new Request(inquiry, syntax, versionOption, handle, most);
        }

        private static SyntaxId syntax(NdrReader in) throws MalformedMessageException {
            UUID uuid = in.guid();
            return new SyntaxId(uuid, in.u16(), in.u16());
        }

        boolean matches(SyntaxId entry) {
            // Nothing here is registered for an object, so every object matches.
            if (inquiry == ALL || inquiry == BY_OBJECT || syntax == null) {
                return true;
            }
            return entry.uuid().equals(syntax.uuid()) && versionMatches(entry, syntax);
        }

        private boolean versionMatches(SyntaxId entry, SyntaxId wanted) {
            boolean sameMajor = entry.major() == wanted.major();
            return switch (versionOption) {
                case VERSION_ALL -> true;
                case VERSION_COMPATIBLE -> sameMajor && entry.minor() >= wanted.minor();
                case VERSION_EXACT -> sameMajor && entry.minor() == wanted.minor();
                case VERSION_MAJOR_ONLY -> sameMajor;
                case VERSION_UP_TO ->
                        entry.major() < wanted.major()
                                || (sameMajor && entry.minor() <= wanted.minor());
                default -> false;
            };
        }
    }

    /** One entry: its tower and what it is for. */
    record Entry(Tower tower, String annotation) {}

    record Response(ContextHandle handle, int maxEntries, List<Entry> entries, int status) {
        byte[] encode() {
            NdrWriter out = new NdrWriter();
            out.contextHandle(handle).u32(entries.size());
            out.u32(maxEntries).u32(0).u32(entries.size());
            for (Entry entry : entries) {
                out.guid(new UUID(0, 0));
                out.pointer(entry.tower, tower -> EptMap.octets(out, tower.encode()));
                byte[] text = (entry.annotation + '\0').getBytes(StandardCharsets.US_ASCII);
                out.u32(0).u32(text.length).bytes(text);
            }
            return out.deferred().u32(status).toBytes();
        }
    }
}
