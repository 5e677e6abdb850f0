package io.onehop.server.open;

import java.util.ArrayList;

/** Work that is collected under the lock of a file, to be done after it. */
final class After extends ArrayList<Runnable> {
    void run() {
        forEach(Runnable::run);
    }
}
