package io.onehop.rpc.pdu;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into packets; keeps at most one that is not complete. One thread at a
 * time.
 */
public final class PduStream {
    private byte[] packet = new byte[PduHeader.BYTES];
    private int filled;
    private int wanted = PduHeader.BYTES;

    /** The next packet, or null when the source is used up. The source's position moves. */
    public @Nullable PduFrame next(ByteBuffer source) throws MalformedMessageException {
        while (true) {
            int count = Math.min(wanted - filled, source.remaining());
            source.get(packet, filled, count);
            filled += count;
            if (filled < wanted) {
                return null;
            }
            if (wanted == PduHeader.BYTES && packet.length == PduHeader.BYTES) {
                wanted = PduHeader.decode(new WireReader(packet)).fragLength();
                packet = Arrays.copyOf(packet, Math.max(wanted, PduHeader.BYTES + 1));
                if (filled < wanted) {
                    continue;
                }
            }
            PduFrame frame = PduFrame.decode(Arrays.copyOf(packet, wanted));
            packet = new byte[PduHeader.BYTES];
            filled = 0;
            wanted = PduHeader.BYTES;
            return frame;
        }
    }
}
