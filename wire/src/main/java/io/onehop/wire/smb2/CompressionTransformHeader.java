package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/**
 * Precedes a compressed message. [MS-SMB2] 2.2.42. Read only as far as to know the form: Onehop
 * offers no compression.
 *
 * @param originalCompressedSegmentSize in bytes, unsigned 32 bits
 * @param offset of the unchained form; of the chained one, the first payload's length
 */
public record CompressionTransformHeader(
        long originalCompressedSegmentSize, int compressionAlgorithm, int flags, long offset) {
    public static final int LENGTH = 16;
    public static final int FLAG_CHAINED = 0x0001;

    public boolean isChained() {
        return (flags & FLAG_CHAINED) != 0;
    }

    public static CompressionTransformHeader decode(WireReader in)
            throws MalformedMessageException {
        ProtocolId.COMPRESSION.expect(in);
        return new CompressionTransformHeader(in.u32(), in.u16(), in.u16(), in.u32());
    }

    public void encode(WireWriter out) {
        out.u32(ProtocolId.COMPRESSION.value()).u32(originalCompressedSegmentSize);
        out.u16(compressionAlgorithm).u16(flags).u32(offset);
    }
}
