package io.onehop.server.open;

import io.onehop.base.TimeSource;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What a served volume needs of its node.
 *
 * @param workers runs operations that waited, and may block on the volume
 * @param timer calls back after a time; must not be blocked
 * @param rules from security descriptors
 */
public record OpenRuntime(
        Executor workers, Timer timer, TimeSource time, BufferPool buffers, AccessRules rules) {
    /** Runs something later. */
    @FunctionalInterface
    public interface Timer {
        void schedule(Runnable task, long delayNanos);
    }

    /** Virtual threads, the machine's clock, no pool. */
    public static OpenRuntime standard(AccessRules rules) {
        return new OpenRuntime(
                Standard.WORKERS,
                (task, delayNanos) ->
                        Standard.TIMER
                                .schedule(
                                        () -> Standard.WORKERS.execute(task),
                                        delayNanos,
                                        TimeUnit.NANOSECONDS)
                                .state(),
                TimeSource.SYSTEM,
                BufferPool.UNPOOLED,
                rules);
    }

    /** Threads shared by all volumes of the process; made when first used. */
    private static final class Standard {
        static final Executor WORKERS = task -> Thread.ofVirtual().name("opens-worker").start(task);
        static final ScheduledExecutorService TIMER =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("opens-timer").factory());

        private Standard() {}
    }
}
