package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.2: most of what there is. */
public record FileAllInformation(
        FileBasicInformation basic,
        FileStandardInformation standard,
        Numbers numbers,
        FileNameInformation name)
        implements Information {
    /**
     * The small ones between.
     *
     * @param currentByteOffset the open's position
     */
    public record Numbers(
            long indexNumber,
            int eaSize,
            int accessFlags,
            long currentByteOffset,
            int mode,
            int alignmentRequirement) {}

    private static final int FIXED_BYTES = 100;

    public static FileAllInformation decode(WireReader in) throws MalformedMessageException {
        return new FileAllInformation(
                FileBasicInformation.decode(in),
                FileStandardInformation.decode(in),
                new Numbers(in.i64(), in.i32(), in.i32(), in.i64(), in.i32(), in.i32()),
                FileNameInformation.decode(in));
    }

    @Override
    public void encode(WireWriter out) {
        basic.encode(out);
        standard.encode(out);
        out.u64(numbers.indexNumber()).u32(numbers.eaSize()).u32(numbers.accessFlags());
        out.u64(numbers.currentByteOffset()).u32(numbers.mode());
        out.u32(numbers.alignmentRequirement());
        name.encode(out);
    }

    @Override
    public int leastBytes() {
        // Windows asks for the structure that C has: 100 bytes, one character, and padding to 8.
        return FIXED_BYTES + 4;
    }
}
