package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/**
 * The input of FSCTL_DUPLICATE_EXTENTS_TO_FILE and its extended form. [MS-FSCC] 2.3.7.2, 2.3.9.2.
 * Offsets and count in bytes.
 *
 * @param flags of the extended form; 0 in the other
 */
public record DuplicateExtents(
        FileId source, long sourceOffset, long targetOffset, long byteCount, int flags) {
    /** The source is seen to be duplicated wholly or not at all. */
    public static final int SOURCE_ATOMIC = 1;

    private static final int EXTENDED_BYTES = 0x30;

    public static DuplicateExtents decode(WireReader in) throws MalformedMessageException {
        return new DuplicateExtents(FileId.decode(in), in.i64(), in.i64(), in.i64(), 0);
    }

    public static DuplicateExtents decodeExtended(WireReader in) throws MalformedMessageException {
        long size = in.i64();
        if (size != EXTENDED_BYTES) {
            throw new MalformedMessageException("structure of " + size + " bytes");
        }
        FileId source = FileId.decode(in);
        DuplicateExtents out = new DuplicateExtents(source, in.i64(), in.i64(), in.i64(), in.i32());
        in.skip(4);
        return out;
    }

    public void encode(WireWriter out) {
        source.encode(out);
        out.u64(sourceOffset).u64(targetOffset).u64(byteCount);
    }

    public void encodeExtended(WireWriter out) {
        out.u64(EXTENDED_BYTES);
        encode(out);
        out.u32(flags).u32(0);
    }
}
