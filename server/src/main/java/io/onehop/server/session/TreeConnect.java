package io.onehop.server.session;

import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestMessage;
import io.onehop.server.serve.TreeBackend;
import java.util.function.Consumer;

/**
 * A share that a session is connected to. [MS-SMB2] 3.3.1.9. Any thread; requests begin one at a
 * time.
 */
public final class TreeConnect {
    private final int treeId;
    private final String shareName;
    private final boolean encrypt;
    private final TreeBackend backend;
    private boolean closed;

    TreeConnect(int treeId, String shareName, boolean encrypt, TreeBackend backend) {
        this.treeId = treeId;
        this.shareName = shareName;
        this.encrypt = encrypt;
        this.backend = backend;
    }

    public int treeId() {
        return treeId;
    }

    public String shareName() {
        return shareName;
    }

    /** Share.EncryptData: requests that came in the clear are refused. */
    public boolean encrypt() {
        return encrypt;
    }

    /**
     * Begins a request; the channels of a session take turns.
     *
     * @return false when the tree is gone; the sink is not called then
     */
    public synchronized boolean execute(RequestMessage message, Consumer<Reply> sink) {
        if (closed) {
            return false;
        }
        backend.execute(message, sink);
        return true;
    }

    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        // Answers that this gives may begin requests on other trees: no lock may be held.
        backend.close();
    }
}
