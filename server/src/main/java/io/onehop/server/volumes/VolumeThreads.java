package io.onehop.server.volumes;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what is to be done with each volume one after the other, and beside what is done with the
 * others. Holds a virtual thread, and anything at all, only of those for which there is work.
 * Thread safe.
 */
final class VolumeThreads {
    private static final Logger LOG = LoggerFactory.getLogger(VolumeThreads.class);

    /** By name, what waits behind the work under way; guarded by this. */
    private final Map<String, Queue<Runnable>> busy = new HashMap<>();

    synchronized void execute(String volume, Runnable work) {
        Queue<Runnable> waiting = busy.get(volume);
        if (waiting != null) {
            waiting.add(work);
            return;
        }
        busy.put(volume, new ArrayDeque<>());
        Thread.ofVirtual().name("onehop-volume-" + volume).start(() -> run(volume, work));
    }

    /** How many volumes there is work for, for tests. */
    synchronized int busy() {
        return busy.size();
    }

    private void run(String volume, Runnable first) {
        for (Runnable work = first; work != null; work = next(volume)) {
            try {
                work.run();
            } catch (RuntimeException e) {
                // What comes next must still be done.
                LOG.error("volume {}", volume, e);
            }
        }
    }

    private synchronized @Nullable Runnable next(String volume) {
        Queue<Runnable> waiting = busy.get(volume);
        Runnable work = waiting == null ? null : waiting.poll();
        if (work == null) {
            busy.remove(volume);
        }
        return work;
    }
}
