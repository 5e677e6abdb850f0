package io.onehop.server.handler;

import io.onehop.server.open.Open;
import io.onehop.server.open.Use;
import io.onehop.wire.fscc.FileModeInformation;

/**
 * What queries keep with an open: mode and the places in its lists. Thread safe; each field for
 * itself. [MS-SMB2] 3.3.1.10, [MS-FSA] 2.1.1.6
 */
final class OpenState implements Use {
    private final Enumeration enumeration = new Enumeration();
    private volatile int mode;

    /** Index of the extended attribute to be returned next. */
    private int nextEa;

    private OpenState(int mode) {
        this.mode = mode;
    }

    static OpenState of(Open open) {
        int mode =
                open.mode().createOptions()
                        & FileModeInformation.ALL
                        & ~FileModeInformation.DELETE_ON_CLOSE;
        Use attached = open.attachment(() -> new OpenState(mode));
        if (attached instanceof OpenState state) {
            return state;
        }
        throw new IllegalStateException("something else is attached to an open");
    }

    Enumeration enumeration() {
        return enumeration;
    }

    int mode() {
        return mode;
    }

    void mode(int bits) {
        mode = bits;
    }

    /** Takes the place in the list of attributes; whoever takes it gives the next one back. */
    synchronized int nextEa() {
        return nextEa;
    }

    synchronized void nextEa(int index) {
        nextEa = index;
    }

    @Override
    public void close() {
        enumeration.close();
    }
}
