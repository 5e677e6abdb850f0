package io.onehop.wire.ntlm;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/** VERSION: for people who debug. [MS-NLMP] 2.2.2.10. */
public record Version(int major, int minor, int build, int ntlmRevision) {
    /** What is sent without {@link NtlmFlags#VERSION}. */
    public static final Version NONE = new Version(0, 0, 0, 0);

    /** What Onehop sends: the system that it takes after. */
    public static final Version OURS = new Version(6, 3, 9600, 15);

    static final int BYTES = 8;

    static Version decode(WireReader in) throws MalformedMessageException {
        int major = in.u8();
        int minor = in.u8();
        int build = in.u16();
        in.skip(3);
        return new Version(major, minor, build, in.u8());
    }

    void encode(WireWriter out) {
        out.u8(major).u8(minor).u16(build).zero(3).u8(ntlmRevision);
    }
}
