package io.onehop.server.handler;

import io.onehop.server.open.Open;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.Metadata;
import io.onehop.volume.StoredStream;
import io.onehop.volume.VolumeException;
import io.onehop.wire.smb2.OpenInformation;

/** What CREATE and CLOSE answer about a file. [MS-SMB2] 2.2.14 */
final class Informations {
    private Informations() {}

    /** Sizes are those of the stream that is open. */
    static OpenInformation of(Open open) throws VolumeException, SmbException {
        return of(open, open.metadata());
    }

    /** From what was just read of the file. */
    static OpenInformation of(Open open, Metadata metadata) throws VolumeException, SmbException {
        long size = metadata.endOfFile();
        long allocation = metadata.allocationSize();
        if (open.mode().directory()) {
            size = 0;
            allocation = 0;
        } else if (!open.mode().streamName().isEmpty()) {
            StoredStream data = open.data();
            size = data.size();
            allocation = data.allocationSize();
        }
        int attributes = metadata.attributes();
        return new OpenInformation(
                metadata.creationTime(),
                metadata.lastAccessTime(),
                metadata.lastWriteTime(),
                metadata.changeTime(),
                allocation,
                size,
                attributes == 0 ? Metadata.NORMAL : attributes);
    }
}
