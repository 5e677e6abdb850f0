package io.onehop.server.handler;

import io.onehop.server.open.Open;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.Metadata;
import io.onehop.volume.StoredStream;
import io.onehop.volume.VolumeException;
import io.onehop.wire.fscc.FileBasicInformation;
import io.onehop.wire.fscc.FileNetworkOpenInformation;
import io.onehop.wire.fscc.FileStandardInformation;

/**
 * What an open's client sees of its file: sizes are those of the stream that is open, attributes
 * are never 0.
 */
record FileView(Metadata metadata, long endOfFile, long allocationSize, int attributes) {
    static FileView of(Open open) throws SmbException, VolumeException {
        Metadata metadata = open.metadata();
        if (open.mode().streamName().isEmpty()) {
            return new FileView(
                    metadata,
                    metadata.endOfFile(),
                    metadata.allocationSize(),
                    attributes(metadata.attributes()));
        }
        StoredStream data = open.data();
        // A stream of a directory is not itself one.
        return new FileView(
                metadata,
                data.size(),
                data.allocationSize(),
                attributes(metadata.attributes() & ~Metadata.DIRECTORY));
    }

    /** Attributes as they are sent: NORMAL stands for none. */
    static int attributes(int stored) {
        return stored == 0 ? Metadata.NORMAL : stored;
    }

    FileBasicInformation basic() {
        return new FileBasicInformation(
                metadata.creationTime(),
                metadata.lastAccessTime(),
                metadata.lastWriteTime(),
                metadata.changeTime(),
                attributes);
    }

    FileStandardInformation standard(Open open) {
        boolean deleted = open.file().isDeletePending(open);
        int links = deleted ? metadata.links() - 1 : metadata.links();
        return new FileStandardInformation(
                allocationSize, endOfFile, Math.max(0, links), deleted, open.mode().directory());
    }

    FileNetworkOpenInformation networkOpen() {
        return networkOpen(metadata, allocationSize, endOfFile, attributes);
    }

    /** What a listing says of a file, whose sizes are those of its unnamed stream. */
    static FileNetworkOpenInformation networkOpen(Metadata metadata) {
        return networkOpen(
                metadata,
                metadata.allocationSize(),
                metadata.endOfFile(),
                attributes(metadata.attributes()));
    }

    private static FileNetworkOpenInformation networkOpen(
            Metadata metadata, long allocationSize, long endOfFile, int attributes) {
        return new FileNetworkOpenInformation(
                metadata.creationTime(),
                metadata.lastAccessTime(),
                metadata.lastWriteTime(),
                metadata.changeTime(),
                allocationSize,
                endOfFile,
                attributes);
    }
}
