package io.onehop.client;

/** Is told how a transfer comes along. Called on many threads; be quick. */
public interface Progress {
    /** Tells nobody. */
    Progress NONE = now -> {};

    /**
     * Where it is.
     *
     * @param files done
     * @param filesTotal known so far
     * @param bytes done
     * @param bytesTotal known so far
     * @param current a file on its way
     */
    record State(long files, long filesTotal, long bytes, long bytesTotal, String current) {}

    void moved(State now);
}
