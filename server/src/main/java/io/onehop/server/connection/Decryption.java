package io.onehop.server.connection;

import io.onehop.server.ServerCounters;
import io.onehop.server.session.Channel;
import io.onehop.server.session.Session;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.crypto.FrameOpener;
import io.onehop.wire.smb2.ProtocolId;
import io.onehop.wire.smb2.TransformHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decrypts a frame in its own memory. [MS-SMB2] 3.3.5.2.1.1. What cannot be decrypted ends the
 * connection.
 */
final class Decryption {
    /** The message and the session that it came under. */
    record Opened(ByteBuffer message, Session session) {}

    private final LongFunction<@Nullable Channel> channels;
    private final ServerCounters counters;

    Decryption(LongFunction<@Nullable Channel> channels, ServerCounters counters) {
        this.channels = channels;
        this.counters = counters;
    }

    Opened open(ByteBuffer frame) throws MalformedMessageException {
        TransformHeader header = TransformHeader.decode(new WireReader(frame));
        Channel channel = channels.apply(header.sessionId());
        if (channel == null) {
            throw new MalformedMessageException("encrypted for no session of this connection");
        }
        Session session = channel.session();
        FrameOpener opener = session.protection().opener();
        int length = frame.remaining() - TransformHeader.LENGTH;
        if (opener == null
                || header.flags() != TransformHeader.FLAG_ENCRYPTED
                || length <= 0
                || header.originalMessageSize() != length) {
            throw new MalformedMessageException("transform header out of order");
        }
        ByteBuffer message =
                frame.slice(frame.position() + TransformHeader.LENGTH, length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        if (!opener.open(frame, message, message.duplicate())) {
            counters.badCiphertexts.increment();
            throw new MalformedMessageException("ciphertext is not authentic");
        }
        if (ProtocolId.of(message) != ProtocolId.SMB2) {
            throw new MalformedMessageException("no SMB2 message was encrypted");
        }
        return new Opened(message, session);
    }
}
