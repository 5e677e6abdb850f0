package io.onehop.server.handler;

/**
 * Locks for what is read from a file, changed, and written back in one step: one for some files
 * each. Held over I/O, so no other lock is taken while one is held.
 */
final class FileLocks {
    private static final int LOCKS = 64;
    private static final Object[] ALL = new Object[LOCKS];

    static {
        for (int i = 0; i < LOCKS; i++) {
            ALL[i] = new Object();
        }
    }

    private FileLocks() {}

    static Object of(long fileId) {
        return ALL[Math.floorMod(fileId, LOCKS)];
    }
}
