package io.onehop.wire.smb2;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;

/** Authenticates a user, or binds a connection to a session. [MS-SMB2] 2.2.5, 2.2.6. */
public final class SessionSetup {
    public static final int FLAG_BINDING = 0x01;

    public static final int SESSION_FLAG_IS_GUEST = 0x0001;
    public static final int SESSION_FLAG_IS_NULL = 0x0002;
    public static final int SESSION_FLAG_ENCRYPT_DATA = 0x0004;

    private SessionSetup() {}

    /** [MS-SMB2] 2.2.5. The channel field is reserved and not kept. */
    public record Request(
            int flags,
            int securityMode,
            int capabilities,
            long previousSessionId,
            ByteBuffer securityBuffer)
            implements io.onehop.wire.smb2.Request {
        @Override
        public Command command() {
            return Command.SESSION_SETUP;
        }

        public static Request decode(WireReader in) throws MalformedMessageException {
            in.structureSize(25);
            int flags = in.u8();
            int securityMode = in.u8();
            int capabilities = in.i32();
            in.skip(4);
            int offset = in.u16();
            int length = in.u16();
            long previousSessionId = in.i64();
            Body.limit("bytes of security token", length, Limits.MAX_SECURITY_TOKEN_BYTES);
            return new Request(
                    flags,
                    securityMode,
                    capabilities,
                    previousSessionId,
                    Body.copy(in, offset, length));
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(25).u8(flags).u8(securityMode).u32(capabilities).u32(0);
            out.u16(Header.LENGTH + 24).u16(securityBuffer.remaining()).u64(previousSessionId);
            out.bytes(securityBuffer);
            Body.atLeastOneByte(out, !securityBuffer.hasRemaining());
        }
    }

    /** [MS-SMB2] 2.2.6. */
    public record Response(int sessionFlags, ByteBuffer securityBuffer)
            implements io.onehop.wire.smb2.Response {
        public static Response decode(WireReader in) throws MalformedMessageException {
            in.structureSize(9);
            int sessionFlags = in.u16();
            int offset = in.u16();
            int length = in.u16();
            return new Response(sessionFlags, Body.copy(in, offset, length));
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(9).u16(sessionFlags).u16(Header.LENGTH + 8).u16(securityBuffer.remaining());
            out.bytes(securityBuffer);
        }
    }
}
