package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/**
 * [MS-FSCC] 2.4.42.2 and 2.4.43: another name for an open file, in the form of SMB 2. The first
 * form has a Boolean where the second has flags; their first bits mean the same.
 *
 * @param flags of the second form; REPLACE_IF_EXISTS is also the first form's Boolean
 * @param rootDirectory must be 0 on a network
 * @param fileName path from the share's root, or a stream's name that begins with a colon
 */
public record FileRenameInformation(int flags, long rootDirectory, String fileName)
        implements Information {
    public static final int REPLACE_IF_EXISTS = 0x1;
    public static final int POSIX_SEMANTICS = 0x2;
    public static final int IGNORE_READONLY_ATTRIBUTE = 0x40;

    /** The least that a client sends: the fixed part and the padding behind it. */
    private static final int LEAST_BYTES = 24;

    public static FileRenameInformation decode(WireReader in) throws MalformedMessageException {
        boolean replace = in.u8() != 0;
        in.skip(7);
        return rest(in, replace ? REPLACE_IF_EXISTS : 0);
    }

    /** Decodes the second form. */
    public static FileRenameInformation decodeEx(WireReader in) throws MalformedMessageException {
        int flags = in.i32();
        in.skip(4);
        return rest(in, flags);
    }

    private static FileRenameInformation rest(WireReader in, int flags)
            throws MalformedMessageException {
        long rootDirectory = in.i64();
        return new FileRenameInformation(
                flags, rootDirectory, FileNameInformation.readName(in, in.u32()));
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The second form reads as the first when only REPLACE_IF_EXISTS is set. */
    @Override
    public void encode(WireWriter out) {
        int start = out.position();
        out.u32(flags).u32(0).u64(rootDirectory).u32(2L * fileName.length()).utf16(fileName);
        int written = out.position() - start;
        out.zero(Math.max(0, LEAST_BYTES - written));
    }

    @Override
    public int leastBytes() {
        return LEAST_BYTES;
    }
}
