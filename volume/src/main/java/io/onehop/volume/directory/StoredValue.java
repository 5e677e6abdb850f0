package io.onehop.volume.directory;

import static io.onehop.volume.directory.Host.must;

import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeException.Reason;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The values of a file that may be large. The extended attribute of the host holds either the value
 * itself, behind a zero, or, behind a one, the inode and an identifier which name a file in {@code
 * .onehop/beside}. Setting the attribute is the step that changes the value.
 *
 * <p>A copy that the host made with its extended attributes has another inode: there a value beside
 * the original counts as never set.
 */
enum StoredValue {
    SECURITY("security", HostAttributes.SECURITY),
    EXTENDED_ATTRIBUTES("ea", HostAttributes.EXTENDED),
    REPARSE_POINT("reparse", HostAttributes.REPARSE);

    /** Three of these and the attributes fit into the 4 KiB of ext4. */
    static final int LARGEST_WITHIN_BYTES = 1024;

    private static final byte WITHIN = 0;
    private static final byte BESIDE = 1;
    private static final int POINTER_BYTES = 17;

    private final String ending;

    @SuppressWarnings("ImmutableEnumChecker") // written once, before anybody sees it
    private final MemorySegment attribute;

    StoredValue(String ending, MemorySegment attribute) {
        this.ending = ending;
        this.attribute = attribute;
    }

    /** The file of a value that is beside. */
    private record Pointer(long inode, long id) {
        byte[] encode() {
            return ByteBuffer.allocate(POINTER_BYTES)
                    .put(BESIDE)
                    .putLong(inode)
                    .putLong(id)
                    .array();
        }

        static @Nullable Pointer of(byte @Nullable [] stored) {
            if (stored == null || stored.length != POINTER_BYTES || stored[0] != BESIDE) {
                return null;
            }
            ByteBuffer in = ByteBuffer.wrap(stored, 1, POINTER_BYTES - 1);
            return new Pointer(in.getLong(), in.getLong());
        }

        String path(String ending) {
            HexFormat hex = HexFormat.of();
            return "beside/" + hex.toHexDigits(inode) + "-" + hex.toHexDigits(id) + "." + ending;
        }
    }

    /** The value of a file, or null; the caller holds the file's monitor. */
    byte @Nullable [] read(FileNode file) throws VolumeException {
        byte[] stored = file.host().attribute(file.descriptor(), attribute);
        if (stored == null) {
            return null;
        }
        Pointer pointer = Pointer.of(stored);
        if (pointer == null) {
            if (stored.length == 0 || stored[0] != WITHIN) {
                throw new VolumeException(Reason.IO_ERROR, "stored " + this + " is damaged");
            }
            return Arrays.copyOfRange(stored, 1, stored.length);
        }
        if (pointer.inode != file.inode()) {
            return null;
        }
        byte[] value = file.ours().read(pointer.path(ending));
        if (value == null) {
            throw new VolumeException(Reason.IO_ERROR, "stored " + this + " is lost");
        }
        return value;
    }

    /** Sets the value of a file, or removes it; the caller holds the file's monitor. */
    void write(FileNode file, byte @Nullable [] value) throws VolumeException {
        Host host = file.host();
        Descriptor target = file.descriptor();
        boolean mayBeBeside = file.attributes().beside();
        Pointer old = mayBeBeside ? Pointer.of(host.attribute(file.descriptor(), attribute)) : null;
        if (value == null) {
            must(
                    OurFolder.ignoring(host.removeAttribute(target, attribute), LinuxCalls.ENODATA),
                    "removexattr");
        } else if (!writeWithin(host, target, value)) {
            writeBeside(file, value);
        }
        if (old != null && old.inode == file.inode()) {
            file.ours().remove(old.path(ending));
        }
    }

    private boolean writeWithin(Host host, Descriptor target, byte[] value) throws VolumeException {
        if (value.length > LARGEST_WITHIN_BYTES) {
            return false;
        }
        byte[] stored = new byte[value.length + 1];
        System.arraycopy(value, 0, stored, 1, value.length);
        int answer = host.setAttribute(target, attribute, stored);
        if (answer == -LinuxCalls.ENOSPC
                || answer == -LinuxCalls.E2BIG
                || answer == -LinuxCalls.ERANGE) {
            return false;
        }
        must(answer, "setxattr");
        return true;
    }

    private void writeBeside(FileNode file, byte[] value) throws VolumeException {
        if (!file.attributes().beside()) {
            file.store(file.attributes().withBeside());
        }
        Pointer pointer = new Pointer(file.inode(), file.ours().newId());
        file.ours().write(pointer.path(ending), value);
        byte[] stored = pointer.encode();
        int answer = file.host().setAttribute(file.descriptor(), attribute, stored);
        if (answer < 0) {
            file.ours().remove(pointer.path(ending));
        }
        must(answer, "setxattr");
    }

    /** Removes what is beside a file that is no more; the caller holds the file's monitor. */
    void removeBeside(FileNode file) throws VolumeException {
        Pointer pointer = Pointer.of(file.host().attribute(file.descriptor(), attribute));
        if (pointer != null && pointer.inode == file.inode()) {
            file.ours().remove(pointer.path(ending));
        }
    }
}
