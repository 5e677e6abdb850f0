package io.onehop.server.serve;

import io.onehop.server.open.Open;
import io.onehop.server.open.ServedVolume;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Header;

/**
 * All that a handler may touch besides its request.
 *
 * @param header the request's header: flags, message id, channel sequence
 * @param encrypted whether the request came encrypted
 */
public record RequestContext(
        ServedSession session, ServedTree tree, Header header, boolean encrypted) {
    /**
     * The open that the request names.
     *
     * @throws SmbException FILE_CLOSED
     */
    public Open open(FileId id) throws SmbException {
        return session.open(id, tree);
    }

    /** The volume that the tree is on. */
    public ServedVolume volume() {
        return tree.volume();
    }
}
