package io.onehop.wire.fscc;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** [MS-FSCC] 2.4.12: how the file is deleted. */
public record FileDispositionInformationEx(int flags) implements Information {
    public static final int DELETE = 0x1;
    public static final int POSIX_SEMANTICS = 0x2;
    public static final int FORCE_IMAGE_SECTION_CHECK = 0x4;
    public static final int ON_CLOSE = 0x8;
    public static final int IGNORE_READONLY_ATTRIBUTE = 0x10;

    public static FileDispositionInformationEx decode(WireReader in)
            throws MalformedMessageException {
        return new FileDispositionInformationEx(in.i32());
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    @Override
    public void encode(WireWriter out) {
        out.u32(flags);
    }
}
