package io.onehop.volume.directory;

import static io.onehop.volume.directory.LinuxCalls.BENEATH;
import static io.onehop.volume.directory.LinuxCalls.O_DIRECTORY;
import static io.onehop.volume.directory.LinuxCalls.O_RDONLY;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.onehop.volume.VolumeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The names in a directory of the host, as they come; without "." and "..". One thread at a time.
 */
final class DirectoryReader implements AutoCloseable {
    private static final int HEADER_BYTES = 19;
    private static final int TYPE_OFFSET = 18;
    private static final int TYPE_UNKNOWN = 0;
    private static final int TYPE_DIRECTORY = 4;
    private static final int TYPE_REGULAR = 8;
    private static final byte[] DOT = {'.'};

    private final Host host;
    private final Descriptor directory;
    private ByteBuffer batch = ByteBuffer.allocate(0);
    private boolean served;
    private int nameStart;
    private int nameLength;

    private DirectoryReader(Host host, Descriptor directory) {
        this.host = host;
        this.directory = directory;
    }

    /** Opens an open directory anew, so that each reader goes its own way. */
    static DirectoryReader open(Host host, int directory) throws VolumeException {
        int flags = O_RDONLY | O_DIRECTORY;
        long fd = Host.must(host.tryOpenQuietly(directory, DOT, flags, BENEATH), "open");
        return new DirectoryReader(host, host.descriptor((int) fd, flags));
    }

    Descriptor directory() {
        return directory;
    }

    /** Goes to the next name; false at the end. */
    boolean next() throws VolumeException {
        while (batch.hasRemaining() || fill()) {
            int at = batch.position();
            int length = Short.toUnsignedInt(batch.getShort(at + 16));
            byte type = batch.get(at + TYPE_OFFSET);
            served = type == TYPE_UNKNOWN || type == TYPE_DIRECTORY || type == TYPE_REGULAR;
            nameStart = at + HEADER_BYTES;
            nameLength = 0;
            while (batch.get(nameStart + nameLength) != 0) {
                nameLength++;
            }
            batch.position(at + length);
            if (!isDots()) {
                return true;
            }
        }
        return false;
    }

    private boolean fill() throws VolumeException {
        if (!directory.tryUse()) {
            throw host.refusal();
        }
        try (Scratch s = Scratch.take()) {
            host.check();
            long answer = LinuxCalls.getdents64(s, directory.number(), s.bounce);
            // An open directory that was removed has no entries.
            long n = Host.must(OurFolder.ignoring(answer, LinuxCalls.ENOENT), "getdents64");
            byte[] bytes = s.bounce.asSlice(0, n).toArray(JAVA_BYTE);
            batch = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            return n > 0;
        } finally {
            directory.release();
        }
    }

    private boolean isDots() {
        byte[] a = batch.array();
        return a[nameStart] == '.'
                && (nameLength == 1 || (nameLength == 2 && a[nameStart + 1] == '.'));
    }

    /** Whether the name may be a file or directory; false for links, devices and the like. */
    boolean mayBeServed() {
        return served;
    }

    String name() {
        return HostNames.decode(batch.array(), nameStart, nameLength);
    }

    String streamName() {
        return HostNames.decodeStream(batch.array(), nameStart, nameLength);
    }

    byte[] nameBytes() {
        return Arrays.copyOfRange(batch.array(), nameStart, nameStart + nameLength);
    }

    @Override
    public void close() {
        directory.close();
    }
}
