package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/**
 * [MS-FSCC] 2.4.28.2: one more name for an open file, in the form of SMB 2.
 *
 * @param rootDirectory must be 0 on a network
 * @param fileName path from the share's root
 */
public record FileLinkInformation(boolean replaceIfExists, long rootDirectory, String fileName)
        implements Information {
    public static FileLinkInformation decode(WireReader in) throws MalformedMessageException {
        boolean replace = in.u8() != 0;
        in.skip(7);
        long rootDirectory = in.i64();
        return new FileLinkInformation(
                replace, rootDirectory, FileNameInformation.readName(in, in.u32()));
    }

    @Override
    public void encode(WireWriter out) {
        out.u8(replaceIfExists ? 1 : 0).zero(7).u64(rootDirectory);
        out.u32(2L * fileName.length()).utf16(fileName);
    }
}
