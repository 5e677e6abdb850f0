package io.onehop.wire.fscc;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/**
 * [MS-FSCC] 2.1.7: a name of its own length; what FileNameInformation,
 * FileNormalizedNameInformation, FileAlternateNameInformation and FileShortNameInformation hold.
 */
public record FileNameInformation(String name) implements Information {
    private static final int FIXED_BYTES = 4;

    public static FileNameInformation decode(WireReader in) throws MalformedMessageException {
        return new FileNameInformation(readName(in, in.u32()));
    }

    @Override
    public void encode(WireWriter out) {
        out.u32(2L * name.length()).utf16(name);
    }

    @Override
    public int leastBytes() {
        // The structure that C has: one character and padding to 4.
        return FIXED_BYTES + 4;
    }

    /** A name of a length in bytes that the peer gave. */
    static String readName(WireReader in, long lengthBytes) throws MalformedMessageException {
        if (lengthBytes > 2L * Limits.MAX_PATH_CHARS) {
            throw new MalformedMessageException("name of " + lengthBytes + " bytes");
        }
        return in.utf16(lengthBytes);
    }
}
