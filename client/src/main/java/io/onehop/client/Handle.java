package io.onehop.client;

import io.onehop.wire.smb2.FileId;

/** An open at one connection. */
final class Handle {
    final long generation;
    final FileId id;

    /** The server does not know it any more, or may not. */
    private volatile boolean lost;

    Handle(long generation, FileId id) {
        this.generation = generation;
        this.id = id;
    }

    void lose() {
        lost = true;
    }

    boolean isLost() {
        return lost;
    }
}
