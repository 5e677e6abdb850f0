package io.onehop.rpc;

import io.onehop.base.Limits;
import io.onehop.rpc.SecurityContext.Region;
import io.onehop.rpc.pdu.AuthLevel;
import io.onehop.rpc.pdu.AuthTrailer;
import io.onehop.rpc.pdu.Pdu;
import io.onehop.rpc.pdu.PduFrame;
import io.onehop.rpc.pdu.PduHeader;
import io.onehop.wire.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/**
 * Signs, seals and checks the packets of one security context. [MS-RPCE] 3.3.1.5.2.2. One thread at
 * a time: the order of packets on the wire is the order of calls here.
 */
final class PacketProtection {
    private static final int TRAILER_BYTES = 8;

    private final SecurityContext context;
    private final int authType;
    private final AuthLevel level;
    private final int contextId;
    private final boolean headerSigning;

    PacketProtection(SecurityContext context, AuthTrailer trailer, boolean headerSigning) {
        this.context = context;
        this.authType = trailer.type();
        this.level = trailer.level();
        this.contextId = trailer.contextId();
        this.headerSigning = headerSigning;
    }

    AuthLevel level() {
        return level;
    }

    /** Most stub bytes in one fragment of a size, a multiple of 16 so that nothing is padded. */
    static int stubBytes(int fragmentBytes, @Nullable PacketProtection protection) {
        int room = fragmentBytes - PduFrame.STUB_OFFSET;
        if (protection != null && protection.level.signs()) {
            room -= TRAILER_BYTES + protection.context.signatureBytes();
        }
        return room & -16;
    }

    /** A request or response, protected. */
    byte[] protect(Pdu pdu, int flags, int callId) {
        if (!level.signs()) {
            return PduFrame.encode(pdu, flags, callId, null);
        }
        byte[] room = new byte[context.signatureBytes()];
        byte[] packet =
                PduFrame.encode(
                        pdu, flags, callId, AuthTrailer.of(authType, level, contextId, room));
        int tokenOffset = packet.length - room.length;
        boolean hasObject = (flags & PduHeader.OBJECT_UUID) != 0;
        Region body = body(hasObject, tokenOffset - TRAILER_BYTES);
        Region signed = headerSigning ? new Region(0, tokenOffset) : body;
        byte[] signature =
                level == AuthLevel.PRIVACY
                        ? context.seal(packet, signed, body)
                        : context.sign(packet, signed);
        System.arraycopy(signature, 0, packet, tokenOffset, room.length);
        return packet;
    }

    /** Checks a packet and decrypts it in place; false when it is not what the peer has sent. */
    boolean unprotect(PduFrame frame) throws MalformedMessageException {
        if (!level.signs()) {
            return true;
        }
        AuthTrailer auth = frame.auth();
        if (auth == null || auth.type() != authType || auth.level() != level) {
            return false;
        }
        int trailer = frame.trailerOffset();
        Region body = new Region(frame.bodyOffset(), trailer - frame.bodyOffset());
        Region signed = headerSigning ? new Region(0, frame.tokenOffset()) : body;
        if (auth.token().length > Limits.MAX_SECURITY_TOKEN_BYTES) {
            throw new MalformedMessageException("signature of " + auth.token().length);
        }
        return level == AuthLevel.PRIVACY
                ? context.unseal(frame.bytes(), signed, body, auth.token())
                : context.verify(frame.bytes(), signed, auth.token());
    }

    private static Region body(boolean hasObject, int end) {
        int offset = PduFrame.STUB_OFFSET + (hasObject ? 16 : 0);
        return new Region(offset, end - offset);
    }
}
