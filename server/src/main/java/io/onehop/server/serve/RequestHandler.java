package io.onehop.server.serve;

import io.onehop.wire.smb2.Request;

/**
 * Does a request on a volume that this node serves. Runs on a worker thread and may block on the
 * volume.
 */
@FunctionalInterface
public interface RequestHandler {
    /** Never fails: what goes wrong is a reply. */
    Reply handle(Request request, RequestContext context);
}
