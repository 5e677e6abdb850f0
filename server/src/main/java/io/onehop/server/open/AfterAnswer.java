package io.onehop.server.open;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What clients are told because of a request, and its answer, in the order of Windows: a break that
 * lets the request go on leaves before the answer does, whatever connection it takes; what nobody
 * waits for, the break of a directory's lease, leaves after. Any thread.
 *
 * <p>A break that goes by way of another node has left that node too before the answer is given.
 */
public final class AfterAnswer {
    private static final ScopedValue<AfterAnswer> SCOPE = ScopedValue.newInstance();

    private final List<Runnable> tasks = new ArrayList<>();

    /** Breaks that have not left yet, and one for the work itself. */
    private final AtomicInteger unsent = new AtomicInteger(1);

    private @Nullable Runnable answer;

    private AfterAnswer() {}

    /** Does the work of a request and {@link #answer}s it, and then what was put off meanwhile. */
    public static void of(Runnable workAndAnswer) {
        AfterAnswer scope = new AfterAnswer();
        try {
            ScopedValue.where(SCOPE, scope).run(workAndAnswer);
        } finally {
            scope.sent();
        }
    }

    /** Gives the answer of the request that this thread works on as soon as it may leave. */
    public static void answer(Runnable giving) {
        if (SCOPE.isBound()) {
            SCOPE.get().answer = giving;
        } else {
            giving.run();
        }
    }

    /**
     * A break is on its way because of the request that this thread works on, if any; the answer
     * waits until what is returned is run, from any thread, once.
     */
    static Runnable beforeAnswer() {
        if (!SCOPE.isBound()) {
            return () -> {};
        }
        AfterAnswer scope = SCOPE.get();
        scope.unsent.incrementAndGet();
        return scope::sent;
    }

    private void sent() {
        if (unsent.decrementAndGet() == 0) {
            try {
                if (answer != null) {
                    answer.run();
                }
            } finally {
                tasks.forEach(Runnable::run);
            }
        }
    }

    /** Does a task when the request is answered that this thread works on, if any; else at once. */
    static void run(Runnable task) {
        if (SCOPE.isBound()) {
            SCOPE.get().tasks.add(task);
        } else {
            task.run();
        }
    }
}
