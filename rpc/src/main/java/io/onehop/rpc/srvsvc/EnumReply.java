package io.onehop.rpc.srvsvc;

import io.onehop.rpc.ndr.NdrWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The common shape of the enumerations: level, container, total, resume handle, status. [MS-SRVS]
 * 3.1.4. The resume handle is the index of the next entry.
 */
public final class EnumReply {
    /** How an entry is written at one level. */
    public interface Entry<T> {
        void write(NdrWriter out, T entry);
    }

    /**
     * What was asked.
     *
     * @param resume null when the client gave no resume handle
     */
    public record Query(int level, long preferredBytes, @Nullable Long resume) {}

    /** A guess at what one entry takes; clients only say roughly how much they want. */
    private static final int ENTRY_BYTES = 128;

    private static final long UNLIMITED = 0xFFFF_FFFFL;

    private EnumReply() {}

    /** The reply without entries that says why. */
    public static byte[] failure(Query query, int status) {
        NdrWriter out = new NdrWriter();
        out.u32(query.level).u32(query.level).referent().u32(0).u32(0).u32(0);
        return resume(out, query, 0).u32(status).toBytes();
    }

    /** As many entries as the client wants, from where it was. */
    public static <T> byte[] of(Query query, List<T> all, Entry<T> entry) {
        int from = query.resume == null ? 0 : (int) Math.min(query.resume, all.size());
        long room =
                query.preferredBytes == UNLIMITED
                        ? Integer.MAX_VALUE
                        : query.preferredBytes / ENTRY_BYTES;
        int count = (int) Math.min(room, all.size() - from);
        if (count == 0 && from < all.size()) {
            return failure(query, NetStatus.BUFFER_TOO_SMALL);
        }
        NdrWriter out = new NdrWriter();
        out.u32(query.level).u32(query.level).referent();
        out.u32(count).referent().u32(count);
        all.subList(from, from + count).forEach(each -> entry.write(out, each));
        out.deferred().u32(all.size() - from);
        boolean more = from + count < all.size();
        return resume(out, query, more ? from + count : 0)
                .u32(more ? NetStatus.MORE_DATA : NetStatus.SUCCESS)
                .toBytes();
    }

    private static NdrWriter resume(NdrWriter out, Query query, int next) {
        return query.resume == null ? out.u32(0) : out.referent().u32(next);
    }
}
