package io.onehop.volume.directory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The stored security descriptor of a file, or that there is none; kept in memory, not changed. */
record KnownSecurity(byte @Nullable [] descriptor) {
    /** Larger ones are read each time: a client could fill the memory with them. */
    private static final int LARGEST_BYTES = 1024;

    int bytes() {
        return descriptor == null ? 0 : descriptor.length;
    }

    byte @Nullable [] copy() {
        return descriptor == null ? null : descriptor.clone();
    }

    /**
     * Files that are used one after the other mostly inherited the same descriptor, which is then
     * kept once. Thread safe.
     */
    static final class Keeper {
        private volatile KnownSecurity last = new KnownSecurity(null);

        /**
         * @param stored not to be changed any more
         * @return null if it is too large to be kept
         */
        @Nullable KnownSecurity keep(byte @Nullable [] stored) {
            KnownSecurity before = last;
            if (Arrays.equals(before.descriptor, stored)) {
                return before;
            }
            if (stored != null && stored.length > LARGEST_BYTES) {
                return null;
            }
            KnownSecurity kept = new KnownSecurity(stored);
            last = kept;
            return kept;
        }
    }
}
