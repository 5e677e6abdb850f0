package io.onehop.trials.bench;

/**
 * What a client does all the time.
 *
 * @param depth requests on their way at the same time
 */
record Work(String name, boolean write, int bytes, int depth, boolean random) {
    @Override
    public String toString() {
        return name;
    }
}
