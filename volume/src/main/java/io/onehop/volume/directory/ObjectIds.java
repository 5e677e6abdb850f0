package io.onehop.volume.directory;

import static io.onehop.volume.directory.Host.must;

import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The object ids of files. The extended attribute of the host holds the inode and the 64 bytes; an
 * empty file in {@code .onehop/ids}, named by the first 16, keeps others from having the same. A
 * copy that the host made has another inode, so it has no object id; what the host removes leaves
 * its claim behind.
 */
final class ObjectIds {
    static final int BYTES = 64;
    private static final int NAME_BYTES = 16;
    private static final int STORED_BYTES = Long.BYTES + BYTES;

    private ObjectIds() {}

    /** The caller holds the file's monitor, here and below. */
    static byte @Nullable [] read(FileNode file) throws VolumeException {
        byte[] stored = file.host().attribute(file.descriptor(), HostAttributes.OBJECT_ID);
        if (stored == null || stored.length != STORED_BYTES) {
            return null;
        }
        boolean own = ByteBuffer.wrap(stored).getLong() == file.inode();
        return own ? Arrays.copyOfRange(stored, Long.BYTES, STORED_BYTES) : null;
    }

    static void write(FileNode file, byte @Nullable [] id) throws VolumeException {
        byte[] before = read(file);
        if (id == null) {
            if (before != null) {
                must(
                        file.host().removeAttribute(file.descriptor(), HostAttributes.OBJECT_ID),
                        "removexattr");
                file.ours().remove(claim(before));
            }
            return;
        }
        if (id.length != BYTES) {
            throw new VolumeException(Reason.TOO_LARGE, "object id of " + id.length + " bytes");
        }
        boolean same = before != null && claim(before).equals(claim(id));
        if (!file.attributes().beside()) {
            // So that the claim goes when the file does.
            file.store(file.attributes().withBeside());
        }
        if (!same && !file.ours().claim(claim(id))) {
            throw new VolumeException(Reason.NAME_EXISTS, "another file has this object id");
        }
        byte[] stored = ByteBuffer.allocate(STORED_BYTES).putLong(file.inode()).put(id).array();
        int answer = file.host().setAttribute(file.descriptor(), HostAttributes.OBJECT_ID, stored);
        if (answer < 0 && !same) {
            file.ours().remove(claim(id));
        }
        must(answer, "setxattr");
        if (before != null && !same) {
            file.ours().remove(claim(before));
        }
    }

    /** The file is no more. */
    static void release(FileNode file) throws VolumeException {
        byte[] id = read(file);
        if (id != null) {
            file.ours().remove(claim(id));
        }
    }

    private static String claim(byte[] id) {
        return "ids/" + HexFormat.of().formatHex(id, 0, NAME_BYTES);
    }
}
