package io.onehop.server.handler;

import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.wire.smb2.Request;

/** The behaviour of one command on a volume. */
@FunctionalInterface
public interface Handler<R extends Request> {
    /**
     * Does the command. A VolumeException becomes the status of its reason in one place, {@link
     * Statuses}.
     */
    Reply handle(R request, RequestContext context) throws SmbException, VolumeException;
}
