package io.onehop.server.handler;

import io.onehop.server.open.AfterAnswer;
import io.onehop.server.open.MustWait;
import io.onehop.server.open.PendingReply;
import io.onehop.server.open.ServedVolume;
import io.onehop.server.open.Use;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.wire.smb2.NtStatus;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where whatever ends an operation becomes a reply, and where operations that have to wait for
 * clients' caches are tried again.
 */
public final class Guarded {
    private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);

    /** Faults of ours that were logged with their trace: once is enough. */
    private static final Set<String> SEEN_FAULTS = ConcurrentHashMap.newKeySet();

    private static final int MAX_SEEN_FAULTS = 1000;

    private Guarded() {}

    /** An operation. */
    @FunctionalInterface
    interface Operation {
        Reply run() throws SmbException, VolumeException;
    }

    /** An operation that may have to wait; each try begins from its start. */
    @FunctionalInterface
    public interface Attempt {
        Reply run() throws SmbException, VolumeException, MustWait;

        /** Takes back what a try did whose reply nobody wants any more. */
        default void undo() {}

        /** Whether its client, having lost the connection, asks for the reply by another one. */
        default boolean outlivesConnection() {
            return false;
        }
    }

    /** Runs an operation; all that goes wrong is a reply. */
    static Reply reply(Operation operation) {
        try {
            return operation.run();
        } catch (SmbException e) {
            return e.failure();
        } catch (VolumeException e) {
            if (e.getCause() != null) {
                LOG.warn("volume: {}", e.getMessage(), e);
            }
            return Reply.of(Statuses.of(e.reason()));
        } catch (RuntimeException e) {
            logFault(e);
            return Reply.of(NtStatus.INTERNAL_ERROR);
        }
    }

    private static void logFault(RuntimeException e) {
        StackTraceElement[] trace = e.getStackTrace();
        String where = e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
        if (SEEN_FAULTS.size() < MAX_SEEN_FAULTS && SEEN_FAULTS.add(where)) {
            LOG.error("fault of the server, answered with INTERNAL_ERROR", e);
        } else {
            LOG.error("fault of the server again: {}", where);
        }
    }

    /** Tries an operation; if it has to wait, the client is told so and it is tried again later. */
    public static Reply attempt(ServedVolume volume, Attempt attempt)
            throws SmbException, VolumeException {
        try {
            return attempt.run();
        } catch (MustWait wait) {
            PendingReply pending = volume.pending();
            wait.onProgress(() -> AfterAnswer.of(() -> retry(volume, attempt, pending)));
            return pending.reply(attempt::outlivesConnection);
        }
    }

    private static void retry(ServedVolume volume, Attempt attempt, PendingReply pending) {
        if (!pending.begin()) {
            return;
        }
        MustWait[] again = new MustWait[1];
        Reply[] done = new Reply[1];
        Reply outcome =
                reply(
                        () -> {
                            try (Use _ = volume.enter()) {
                                done[0] = attempt.run();
                                return done[0];
                            } catch (MustWait wait) {
                                again[0] = wait;
                                return Reply.of(NtStatus.PENDING);
                            }
                        });
        if (again[0] != null) {
            pending.suspend();
            again[0].onProgress(() -> AfterAnswer.of(() -> retry(volume, attempt, pending)));
        } else if (!pending.complete(outcome) && done[0] != null) {
            attempt.undo();
        }
    }
}
