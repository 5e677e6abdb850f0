package io.onehop.server.serve;

import io.onehop.wire.smb2.Request;
import org.jspecify.annotations.Nullable;

/**
 * Does a request on a volume that this node serves. Runs on a worker thread and may block on the
 * volume, but for what is said otherwise.
 */
@FunctionalInterface
public interface RequestHandler {
    /** Never fails: what goes wrong is a reply. */
    Reply handle(Request request, RequestContext context);

    /**
     * Does a request on a thread that must not block, or returns null and has done nothing, when it
     * may have to wait for the volume or for others.
     */
    default @Nullable Reply handleAtOnce(Request request, RequestContext context) {
        return null;
    }
}
