package io.onehop.client.connection;

import io.onehop.wire.WireWriter;
import io.onehop.wire.crypto.Signer;
import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.Header;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A request on its way. Guarded by its connection's lock, but for the future. */
final class PendingRequest {
    private static final int PROCESS_ID = 0xFEFF;

    final Call call;
    final int charge;
    final long sessionId;

    /** That signs it before there are keys of the connection's own, or null. */
    final @Nullable Signer signer;

    final CompletableFuture<Reply> reply = new CompletableFuture<>();
    ByteBuffer kept = ByteBuffer.allocate(0);
    long messageId = -1;
    long asyncId;
    int askedCredits;
    long deadlineNanos;

    PendingRequest(Call call, int charge, long sessionId) {
        this(call, charge, sessionId, null);
    }

    PendingRequest(Call call, int charge, long sessionId, @Nullable Signer signer) {
        this.call = call;
        this.charge = charge;
        this.sessionId = sessionId;
        this.signer = signer;
    }

    /**
     * The parts of its frame, which is as its connection's messages are protected.
     *
     * @param known the keys, or null before there are any
     * @param charging whether credits are charged by size
     */
    ByteBuffer[] encode(@Nullable SessionSecurity known, boolean charging) {
        boolean encrypted = known != null && (known.encryptsAll() || call.encrypted());
        Command command = call.body().command();
        // A server of 3.1.1 drops who does not sign a TREE_CONNECT: [MS-SMB2] 3.2.4.1.1.
        Signer by = signer;
        if (known != null && !encrypted && (known.signs() || command == Command.TREE_CONNECT)) {
            by = known.signer();
        }
        int flags = call.replay() ? Header.FLAGS_REPLAY_OPERATION : 0;
        Header header =
                new Header(
                        charging ? charge : 0,
                        call.channelSequence(),
                        command,
                        askedCredits,
                        by == null ? flags : flags | Header.FLAGS_SIGNED,
                        0,
                        messageId,
                        0,
                        PROCESS_ID,
                        call.treeId(),
                        sessionId);
        if (asyncId != 0) {
            header = header.async(asyncId);
        }
        WireWriter out = new WireWriter();
        header.encode(out);
        call.body().encode(out);
        ByteBuffer payload = call.body().payload();
        ByteBuffer[] parts =
                payload == null
                        ? new ByteBuffer[] {out.toBuffer()}
                        : new ByteBuffer[] {out.toBuffer(), payload.duplicate()};
        if (command == Command.NEGOTIATE || command == Command.SESSION_SETUP) {
            kept = parts[0].duplicate();
        }
        if (known != null && encrypted) {
            return known.seal(parts);
        }
        if (by != null) {
            if (parts.length == 1) {
                by.sign(parts[0]);
            } else {
                by.sign(parts[0], parts[1]);
            }
        }
        return parts;
    }
}
