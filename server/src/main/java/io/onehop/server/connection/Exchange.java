package io.onehop.server.connection;

import io.onehop.server.serve.Reply;
import io.onehop.server.session.Channel;
import io.onehop.server.session.Session;
import io.onehop.server.session.TreeConnect;
import io.onehop.wire.crypto.Signer;
import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.NtStatus;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One request and what is known of it until it is answered: Request of [MS-SMB2] 3.3.1.13. On the
 * link's thread.
 */
final class Exchange {
    private final Chain chain;
    private final ByteBuffer message;
    private final boolean encrypted;
    private Header header;
    private @Nullable Channel channel;
    private @Nullable TreeConnect tree;
    private Reply.@Nullable Pending pending;
    private long asyncId;
    private @Nullable Signer orphanSigner;
    private boolean cancelled;
    private boolean connectionLost;
    private @Nullable NtStatus ending;
    private boolean answered;

    Exchange(Chain chain, ByteBuffer message, Header header, boolean encrypted) {
        this.chain = chain;
        this.message = message;
        this.header = header;
        this.encrypted = encrypted;
    }

    Chain chain() {
        return chain;
    }

    /** The whole message. */
    ByteBuffer message() {
        return message;
    }

    boolean encrypted() {
        return encrypted;
    }

    Header header() {
        return header;
    }

    Command command() {
        return header.command();
    }

    /** Ids that a related request takes from the one before it, or that an answer gives. */
    void withIds(int treeId, long sessionId) {
        header = header.withIds(treeId, sessionId);
    }

    @Nullable Channel channel() {
        return channel;
    }

    void in(@Nullable Channel found) {
        channel = found;
    }

    /** Signs the refusal of a request for a session that is not of this connection (any more). */
    void signsWith(@Nullable Signer signer) {
        orphanSigner = signer;
    }

    @Nullable Signer orphanSigner() {
        return orphanSigner;
    }

    @Nullable TreeConnect tree() {
        return tree;
    }

    void on(TreeConnect found) {
        tree = found;
    }

    boolean isOf(Session session) {
        return channel != null && channel.session() == session;
    }

    boolean isOn(TreeConnect of) {
        return tree == of;
    }

    long asyncId() {
        return asyncId;
    }

    boolean isAsync() {
        return asyncId != 0;
    }

    /** The answer comes later; with an id, the client was told so. */
    void waits(long newAsyncId, Reply.Pending on) {
        asyncId = newAsyncId;
        pending = on;
        if (cancelled) {
            (connectionLost ? on.lost() : on.cancel()).run();
        }
    }

    /**
     * Its session or tree ends, and what it has open: a request that waits ends as the close of its
     * open ends it. [MS-FSA] 2.1.5.5, 2.1.5.8
     */
    void end() {
        if (pending != null) {
            ending =
                    switch (command()) {
                        case LOCK -> NtStatus.RANGE_NOT_LOCKED;
                        case CHANGE_NOTIFY -> NtStatus.NOTIFY_CLEANUP;
                        case NEGOTIATE,
                                SESSION_SETUP,
                                LOGOFF,
                                TREE_CONNECT,
                                TREE_DISCONNECT,
                                CREATE,
                                CLOSE,
                                FLUSH,
                                READ,
                                WRITE,
                                IOCTL,
                                CANCEL,
                                ECHO,
                                QUERY_DIRECTORY,
                                QUERY_INFO,
                                SET_INFO,
                                OPLOCK_BREAK,
                                SERVER_TO_CLIENT_NOTIFICATION ->
                                null;
                    };
        }
        cancel();
    }

    /** The reply to be sent: of what was done, or that of a request whose session or tree ended. */
    Reply last(Reply reply) {
        NtStatus status = ending;
        boolean failed =
                switch (reply) {
                    case Reply.Success success -> false;
                    case Reply.Failure failure -> true;
                    case Reply.Encoded encoded -> encoded.status().isError();
                    case Reply.Pending waiting -> false;
                };
        if (status == null || !failed) {
            return reply;
        }
        Replies.discard(reply);
        return Reply.of(status);
    }

    /**
     * Its connection is gone. [MS-SMB2] 3.3.7.1 has all its requests cancelled; Windows lets a
     * CREATE go on that can be sent again on another channel.
     */
    void lost() {
        if (!cancelled) {
            cancelled = true;
            connectionLost = true;
            if (pending != null) {
                pending.lost().run();
            }
        }
    }

    /** CANCEL, or the end of its session or tree. */
    void cancel() {
        if (!cancelled) {
            cancelled = true;
            if (pending != null) {
                pending.cancel().run();
            }
        }
    }

    /** True for the first call only. */
    boolean answer() {
        boolean first = !answered;
        answered = true;
        return first;
    }

    boolean isAnswered() {
        return answered;
    }
}
