package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.47: sizes in bytes, links, and whether it will be deleted. */
public record FileStandardInformation(
        long allocationSize,
        long endOfFile,
        int numberOfLinks,
        boolean deletePending,
        boolean directory)
        implements Information {
    public static FileStandardInformation decode(WireReader in) throws MalformedMessageException {
        long allocationSize = in.i64();
        long endOfFile = in.i64();
        int numberOfLinks = in.i32();
        boolean deletePending = in.u8() != 0;
        boolean directory = in.u8() != 0;
        in.skip(2);
        return new FileStandardInformation(
                allocationSize, endOfFile, numberOfLinks, deletePending, directory);
    }

    @Override
    public void encode(WireWriter out) {
        out.u64(allocationSize);
        out.u64(endOfFile);
        out.u32(numberOfLinks);
        out.u8(deletePending ? 1 : 0);
        out.u8(directory ? 1 : 0);
        out.zero(2);
    }
}
