package io.onehop.client;

import io.onehop.client.connection.Await;
import io.onehop.client.connection.ConnectionLostException;
import io.onehop.client.connection.Reply;
import io.onehop.client.connection.StatusException;
import io.onehop.client.move.Doubt;
import io.onehop.wire.smb2.Request;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Carries operations out on whatever connection the share has, again after a move where the rules
 * of {@link Doubt} allow. Any number of threads.
 */
final class Operations {
    /** Makes the request for a connection; may open a file there first. */
    @FunctionalInterface
    interface Sender {
        Sent send(Link link) throws IOException;
    }

    /**
     * A request on its way.
     *
     * @param handle that it uses, to be told if it is lost; null for none
     */
    record Sent(Request request, CompletableFuture<Reply> reply, @Nullable Handle handle) {}

    /** What is to be done. */
    record Task(String what, Doubt.Operation operation, Sender sender) {}

    /**
     * The answer.
     *
     * @param link that it came from
     * @param repeated whether an earlier attempt is in doubt
     */
    record Answer(Reply reply, Link link, boolean repeated) {}

    /** One task, on its way for the first time or again. One thread. */
    final class Running {
        private final Task task;
        private final long startedNanos = System.nanoTime();
        private final long deadlineNanos;
        private @Nullable Link link;
        private @Nullable Sent sent;
        private boolean doubtful;
        private int attempts;

        Running(Task task) {
            this.task = task;
            this.deadlineNanos = startedNanos + engine.moveNanos();
        }

        /** Sends it, after waiting for a connection if need be. */
        void start() throws IOException {
            while (true) {
                Link entered = engine.enter(startedNanos, deadlineNanos);
                boolean started = false;
                try {
                    Sent now = task.sender.send(entered);
                    now.reply().whenComplete((reply, failure) -> engine.left(entered, reply));
                    link = entered;
                    sent = now;
                    started = true;
                    return;
                } catch (ConnectionLostException e) {
                    // While opening the file again: nothing of this task was sent.
                    engine.lost(entered, e.reason());
                } finally {
                    if (!started) {
                        engine.left(entered, null);
                    }
                }
            }
        }

        /** Waits for the answer, and repeats what may be repeated. */
        Answer finish() throws IOException {
            while (true) {
                Link used = link;
                Sent now = sent;
                if (used == null || now == null) {
                    throw new IllegalStateException("finished before it was started");
                }
                Reply reply;
                try {
                    reply = Await.reply(now.reply());
                } catch (ConnectionLostException e) {
                    engine.lost(used, e.reason());
                    if (now.handle() != null) {
                        now.handle().lose();
                    }
                    if (e.sent()) {
                        doubt(e);
                    }
                    again();
                    continue;
                }
                Doubt.Loss loss = Doubt.loss(reply.status());
                if (doubtful && loss == Doubt.Loss.NONE && Doubt.passes(reply.status())) {
                    // What stands in the way may be the first attempt, not yet cleaned up.
                    loss = Doubt.Loss.OWNER;
                }
                if (loss == Doubt.Loss.NONE) {
                    return new Answer(reply, used, doubtful);
                }
                if (Doubt.leavesInDoubt(now.request().command(), reply.status())) {
                    doubt(new StatusException(reply.status(), task.what));
                }
                lost(loss, used, now, reply);
                again();
            }
        }

        private void doubt(IOException cause) throws InDoubtException {
            doubtful = true;
            switch (task.operation.rule()) {
                case REPORT -> throw new InDoubtException(task.what, cause);
                case REPEAT, LOOK -> {}
            }
        }

        private void lost(Doubt.Loss loss, Link used, Sent now, Reply reply) throws IOException {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new StatusException(reply.status(), task.what);
            }
            if (now.handle() != null) {
                now.handle().lose();
            }
            switch (loss) {
                case SESSION -> engine.lost(used, task.what + ": " + reply.status());
                case OWNER -> engine.backOff(attempts);
                case HANDLE -> {
                    if (now.handle() == null) {
                        throw new StatusException(reply.status(), task.what);
                    }
                }
                case NONE -> throw new IllegalStateException("nothing was lost");
            }
        }

        private void again() throws IOException {
            attempts++;
            engine.waited(startedNanos);
            start();
        }
    }

    private final ShareEngine engine;

    Operations(ShareEngine engine) {
        this.engine = engine;
    }

    /** Begins a task; the caller must finish it. */
    Running start(Task task) throws IOException {
        Running running = new Running(task);
        running.start();
        return running;
    }

    Answer run(Task task) throws IOException {
        return start(task).finish();
    }
}
