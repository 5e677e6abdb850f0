package io.onehop.wire.smb2;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers FSCTL_SRV_ENUMERATE_SNAPSHOTS. [MS-SMB2] 2.2.32.2.
 *
 * @param numberOfSnapshots how many there are
 * @param snapshotArraySize bytes that all of them take, whether they are here or not
 * @param snapshots GMT tokens; all or none
 */
public record SrvSnapshotArray(
        long numberOfSnapshots, long snapshotArraySize, List<String> snapshots) {
    /** Bytes before the array. */
    public static final int FIXED_LENGTH = 12;

    /** Bytes that a client must offer, and gets at least. */
    public static final int SMALLEST_OUTPUT = 16;

    public SrvSnapshotArray {
        snapshots = List.copyOf(snapshots);
    }

    /** All of these, or none of them if they do not fit into an output of this size. */
    public static SrvSnapshotArray fitting(List<String> tokens, long maxOutputLength) {
        long size = 2;
        for (String token : tokens) {
            size += 2L * token.length() + 2;
        }
        boolean fits = FIXED_LENGTH + size <= maxOutputLength;
        return new SrvSnapshotArray(tokens.size(), size, fits ? tokens : List.of());
    }

    public static SrvSnapshotArray decode(WireReader in) throws MalformedMessageException {
        long number = in.u32();
        long returned = in.u32();
        long size = in.u32();
        Body.limit("snapshots", returned, Limits.MAX_SNAPSHOTS);
        List<String> snapshots = new ArrayList<>((int) returned);
        for (int i = 0; i < returned; i++) {
            StringBuilder token = new StringBuilder();
            for (int c = in.u16(); c != 0; c = in.u16()) {
                token.append((char) c);
            }
            snapshots.add(token.toString());
        }
        return new SrvSnapshotArray(number, size, snapshots);
    }

    /** Zeros stand in for an empty array: clients want {@link #SMALLEST_OUTPUT} bytes. */
    public void encode(WireWriter out) {
        int start = out.position();
        out.u32(numberOfSnapshots).u32(snapshots.size()).u32(snapshotArraySize);
        for (String token : snapshots) {
            out.utf16(token).u16(0);
        }
        out.u16(0);
        out.zero(Math.max(0, SMALLEST_OUTPUT - (out.position() - start)));
    }
}
