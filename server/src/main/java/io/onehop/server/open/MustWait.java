package io.onehop.server.open;

/**
 * An operation cannot go on before clients answered a break: it is to be tried again, from its
 * start, when {@link #onProgress} calls back. No stack trace: it is an ordinary way to end a try.
 */
public final class MustWait extends Exception {
    private final transient SharedFile file;
    private final long seen;

    MustWait(SharedFile file, long seen) {
        super("break in progress", null, false, false);
        this.file = file;
        this.seen = seen;
    }

    /** Calls back once, on a worker, after something changed; maybe at once. */
    public void onProgress(Runnable retry) {
        file.onProgress(seen, retry);
    }
}
