package io.onehop.client.connection;

import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.QueryDirectory;
import io.onehop.wire.smb2.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one session. A request goes by the one that has the least to do; what was on
 * its way by a lost one goes by another, marked so that the server does nothing twice. Thread safe.
 * [MS-SMB2] 3.2.4.1.7, 3.2.7.1
 */
final class Channels {
    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);

    /** How often a replay is tried that the server is not ready for; the pauses grow. */
    private static final int MOST_REPLAYS = 16;

    private static final long LEAST_PAUSE_MILLIS = 5;
    private static final int MOST_PAUSE_STEPS = 7;

    private final List<SmbConnection> all = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();

    /** Session.ChannelSequence: grows with each lost channel, before anything is sent again. */
    private volatile int sequence;

    private volatile boolean several;
    private boolean ended;
    private volatile @Nullable Runnable grow;

    Channels(SmbConnection first) {
        add(first);
    }

    /** Completes with the reason when the last one is gone. */
    CompletableFuture<String> closed() {
        return closed;
    }

    List<SmbConnection> list() {
        return List.copyOf(all);
    }

    /** Runs it, once, on a thread of its own, when more than one request is on its way. */
    void whenBusy(Runnable moreChannels) {
        grow = moreChannels;
    }

    /** From now on requests are such that they can be sent again. */
    void expectMore() {
        several = true;
    }

    /** Takes a connection in; false when the session has ended. */
    boolean add(SmbConnection channel) {
        synchronized (this) {
            if (ended) {
                return false;
            }
            all.add(channel);
            all.forEach(each -> each.impatient(all.size() > 1));
        }
        channel.closed().thenAccept(reason -> lost(channel, reason));
        return true;
    }

    private synchronized void lost(SmbConnection channel, String reason) {
        if (all.remove(channel)) {
            sequence = (sequence + 1) & 0xFFFF;
            all.forEach(each -> each.impatient(all.size() > 1));
            LOG.debug("channel {} lost, {} left: {}", channel.address(), all.size(), reason);
        }
        if (all.isEmpty()) {
            ended = true;
            closed.complete(reason);
        }
    }

    /** The credits that a large request may count on by whatever channel it goes. */
    int creditsHeld() {
        return all.stream().mapToInt(SmbConnection::creditsHeld).min().orElse(1);
    }

    void close(String reason) {
        synchronized (this) {
            // A connection that is being bound comes too late.
            ended = true;
        }
        list().forEach(channel -> channel.close(reason));
    }

    CompletableFuture<Reply> send(Call call) {
        SmbConnection channel = leastBusy();
        if (channel == null) {
            return CompletableFuture.failedFuture(
                    new ConnectionLostException(closed.getNow("no channel is left"), false));
        }
        Runnable wanted = grow;
        if (wanted != null && channel.load() > 0) {
            grow = null;
            Thread.ofVirtual().name("smb-channels").start(wanted);
        }
        if (!several) {
            return channel.send(call);
        }
        Delivery delivery = new Delivery(repeatable(call));
        delivery.send(channel);
        return delivery.result;
    }

    private @Nullable SmbConnection leastBusy() {
        SmbConnection best = null;
        int least = Integer.MAX_VALUE;
        for (SmbConnection channel : all) {
            int load = all.size() == 1 && grow == null ? 0 : channel.load();
            if (load < least) {
                best = channel;
                least = load;
            }
        }
        return best;
    }

    /** One request until it is answered, by whatever channels. */
    private final class Delivery {
        private final Call call;
        private final CompletableFuture<Reply> result = new CompletableFuture<>();
        private boolean replay;
        private int replays;

        Delivery(Call call) {
            this.call = call;
        }

        void send(SmbConnection channel) {
            channel.send(call.by(sequence, replay))
                    .whenComplete((reply, failure) -> ended(channel, reply, failure));
        }

        private void ended(
                SmbConnection channel, @Nullable Reply reply, @Nullable Throwable failure) {
            if (reply != null) {
                answered(reply);
            } else if (failure instanceof ConnectionLostException e) {
                // Before anything is sent again, which must bear the new number.
                lost(channel, e.reason());
                again(e);
            } else {
                result.completeExceptionally(
                        failure == null ? new IllegalStateException("no answer") : failure);
            }
        }

        /**
         * The server is still busy with what came by a lost channel, or takes this for such a
         * thing. [MS-SMB2] 3.2.5.12, 3.2.5.14, 3.2.5.18
         */
        private void answered(Reply reply) {
            boolean early =
                    reply.status().equals(NtStatus.FILE_NOT_AVAILABLE)
                            && sequence != 0
                            && isChange(call.body().command())
                            && replays < MOST_REPLAYS;
            if (!early) {
                result.complete(reply);
                return;
            }
            replay = true;
            long pause = LEAST_PAUSE_MILLIS << Math.min(replays++, MOST_PAUSE_STEPS);
            SmbConnection.TIMER.schedule(
                    () -> again(new ConnectionLostException("no channel is left", true)),
                    pause,
                    TimeUnit.MILLISECONDS);
        }

        private void again(ConnectionLostException cause) {
            if (cause.sent()) {
                if (!isRepeatable(call.body())) {
                    result.completeExceptionally(cause);
                    return;
                }
                replay |= isMarked(call.body().command());
            }
            SmbConnection other = leastBusy();
            if (other == null) {
                // An earlier attempt may have been carried out, even if this one was not sent.
                result.completeExceptionally(
                        new ConnectionLostException(cause.reason(), cause.sent() || replay));
                return;
            }
            send(other);
        }
    }

    /** What the server guards by channel sequences. */
    private static boolean isChange(Command command) {
        return command == Command.WRITE || command == Command.SET_INFO || command == Command.IOCTL;
    }

    private static boolean isMarked(Command command) {
        return isChange(command) || command == Command.CREATE;
    }

    /** Whether the server's answer is the same, or a change made once, if it comes twice. */
    private static boolean isRepeatable(Request request) {
        return switch (request.command()) {
            case CREATE, CLOSE, FLUSH, READ, WRITE, IOCTL, ECHO, QUERY_INFO, SET_INFO -> true;
            case QUERY_DIRECTORY ->
                    request instanceof QueryDirectory.Request query
                            && (query.flags() & QueryDirectory.FLAG_RESTART_SCANS) != 0;
            case NEGOTIATE,
                    SESSION_SETUP,
                    LOGOFF,
                    TREE_CONNECT,
                    TREE_DISCONNECT,
                    LOCK,
                    CANCEL,
                    CHANGE_NOTIFY,
                    OPLOCK_BREAK,
                    SERVER_TO_CLIENT_NOTIFICATION ->
                    false;
        };
    }

    /** An open has a name of its own, by which the server knows it when it is asked for again. */
    private static Call repeatable(Call call) {
        if (!(call.body() instanceof Create.Request open)) {
            return call;
        }
        for (CreateContext context : open.contexts()) {
            if (context instanceof CreateContext.DurableHandleRequestV2
                    || context instanceof CreateContext.DurableHandleReconnectV2) {
                return call;
            }
        }
        List<CreateContext> contexts = new ArrayList<>(open.contexts());
        contexts.add(new CreateContext.DurableHandleRequestV2(0, 0, UUID.randomUUID()));
        return call.with(
                new Create.Request(
                        open.requestedOplockLevel(),
                        open.impersonationLevel(),
                        open.desiredAccess(),
                        open.fileAttributes(),
                        open.shareAccess(),
                        open.createDisposition(),
                        open.createOptions(),
                        open.name(),
                        contexts));
    }
}
