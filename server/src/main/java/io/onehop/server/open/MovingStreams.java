package io.onehop.server.open;

import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.wire.smb2.NtStatus;
import java.util.HashSet;
import java.util.Set;

/**
 * The streams of a file whose data is being moved: nobody may open them until that is over, or what
 * they write would be lost. Guarded by the file's lock, which is not held while data is moved.
 */
final class MovingStreams {
    private final SharedFile file;
    private final Set<String> keys = new HashSet<>();

    MovingStreams(SharedFile file) {
        this.file = file;
    }

    /** What is done while others are kept out. */
    interface Move {
        void run() throws VolumeException;
    }

    /**
     * Moves the data of a stream that its only open asks for.
     *
     * @throws SmbException SHARING_VIOLATION when others use the stream or what is in the new place
     */
    void move(SharedStream from, String to, Move move) throws SmbException, VolumeException {
        synchronized (file) {
            if (from.opens.size() != 1 || file.isStreamOpen(to) || !keys.isEmpty()) {
                throw new SmbException(NtStatus.SHARING_VIOLATION);
            }
            keys.add(Paths.key(from.name()));
            keys.add(Paths.key(to));
        }
        try {
            move.run();
        } finally {
            synchronized (file) {
                keys.clear();
            }
        }
    }

    /** Whether somebody may open a stream; with the file's lock held. */
    void check(SharedStream stream) throws SmbException {
        if (!keys.isEmpty() && keys.contains(Paths.key(stream.name()))) {
            throw new SmbException(NtStatus.SHARING_VIOLATION);
        }
    }
}
