package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries one after another, each beginning with the offset of the next one, 0 in the last: the
 * form of directory listings, streams, extended attributes and quotas. Writes as many as fit.
 */
public final class EntryChain {
    /** Reads one entry from a window that begins at it. */
    @FunctionalInterface
    interface Decoder<T> {
        T decode(WireReader in) throws MalformedMessageException;
    }

    private static final int LEAST_ENTRY_BYTES = 5;

    private final WireWriter out;
    private final int start;
    private final int maxBytes;
    private final int alignment;
    private int last = -1;

    /**
     * @param maxBytes the most that is written, counted from where the writer is
     * @param alignment of each entry after the first
     */
    public EntryChain(WireWriter out, int maxBytes, int alignment) {
        this.out = out;
        this.start = out.position();
        this.maxBytes = maxBytes;
        this.alignment = alignment;
    }

    /**
     * Appends an entry if it fits whole; otherwise leaves everything as it was and returns false.
     *
     * @param encoder writes the entry, its first 4 bytes zero
     */
    public <T> boolean add(T entry, ObjEncoder<T> encoder) {
        int before = out.position();
        if (last >= 0) {
            out.align(alignment, start);
        }
        int at = out.position();
        encoder.encode(entry, out);
        if (out.position() - start > maxBytes) {
            out.truncate(before);
            return false;
        }
        if (last >= 0) {
            out.patchU32(last, at - last);
        }
        last = at;
        return true;
    }

    /** Writes one entry. */
    @FunctionalInterface
    public interface ObjEncoder<T> {
        void encode(T entry, WireWriter out);
    }

    public boolean isEmpty() {
        return last < 0;
    }

    /**
     * Reads a whole chain; an empty input is an empty chain.
     *
     * @param maxEntries a named limit
     */
    static <T> List<T> decode(WireReader in, int maxEntries, Decoder<T> decoder)
            throws MalformedMessageException {
        List<T> entries = new ArrayList<>();
        long at = in.position();
        while (in.length() > at) {
            if (entries.size() >= maxEntries) {
                throw new MalformedMessageException("more than " + maxEntries + " entries");
            }
            WireReader entry = in.window(at, in.length() - at);
            long next = entry.u32();
            if (next != 0 && next < LEAST_ENTRY_BYTES) {
                throw new MalformedMessageException("next entry at " + next);
            }
            if (next != 0) {
                entry = in.window(at, next);
            }
            entry.seek(0);
            entries.add(decoder.decode(entry));
            if (next == 0) {
                break;
            }
            at += next;
        }
        in.seek(in.length());
        return entries;
    }
}
