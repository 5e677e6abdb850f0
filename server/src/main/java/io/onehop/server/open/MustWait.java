package io.onehop.server.open;

/**
 * An operation cannot go on before clients answered a break: it is to be tried again, from its
 * start, when {@link #onProgress} calls back. No stack trace: it is an ordinary way to end a try.
 */
public final class MustWait extends Exception {
    private final transient SharedFile file;
    private final long seen;
    private final boolean refused;

    MustWait(SharedFile file, long seen, boolean refused) {
        super("break in progress", null, false, false);
        this.refused = refused;
        this.file = file;
        this.seen = seen;
    }

    /** Whether share modes refuse it so far, so that it may come to nothing. */
    public boolean isRefused() {
        return refused;
    }

    /** Calls back once, on a worker, after something changed; maybe at once. */
    public void onProgress(Runnable retry) {
        file.onProgress(seen, retry);
    }
}
