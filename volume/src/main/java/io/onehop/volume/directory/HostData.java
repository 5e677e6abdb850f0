package io.onehop.volume.directory;

import static io.onehop.volume.directory.Host.must;
import static io.onehop.volume.directory.LinuxCalls.ENXIO;
import static io.onehop.volume.directory.LinuxCalls.EOPNOTSUPP;
import static io.onehop.volume.directory.LinuxCalls.FALLOC_KEEP_SIZE;
import static io.onehop.volume.directory.LinuxCalls.FALLOC_PUNCH_HOLE;

import io.onehop.base.Limits;
import io.onehop.volume.ByteRange;
import io.onehop.volume.StoredStream;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeException.Reason;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The system calls on the data of an open file. Each piece asks the fence anew. */
final class HostData {
    /** As many as fit into the largest answer, and one to show that there are more. */
    static final int MAX_RANGES = Limits.MAX_IO_BYTES / 16 + 1;

    private final Host host;

    HostData(Host host) {
        this.host = host;
    }

    int read(int fd, ByteBuffer into, long offset) throws VolumeException {
        int start = into.position();
        try (Scratch s = Scratch.take()) {
            while (into.hasRemaining()) {
                long at = offset + into.position() - start;
                MemorySegment target =
                        into.isDirect() ? MemorySegment.ofBuffer(into) : bounce(s, into);
                host.check();
                int n = (int) must(LinuxCalls.pread(s, fd, target, at), "pread");
                if (n == 0) {
                    break;
                }
                if (into.isDirect()) {
                    into.position(into.position() + n);
                } else {
                    into.put(target.asSlice(0, n).asByteBuffer());
                }
            }
        }
        return into.position() - start;
    }

    /** As {@link #read} from the host's memory alone; WOULD_WAIT when not all of it is there. */
    int readAtOnce(int fd, ByteBuffer into, long offset) throws VolumeException {
        if (!into.isDirect()) {
            return StoredStream.WOULD_WAIT;
        }
        int start = into.position();
        try (Scratch s = Scratch.take()) {
            while (into.hasRemaining()) {
                host.check();
                long n =
                        RangeCalls.preadNow(
                                s,
                                fd,
                                MemorySegment.ofBuffer(into),
                                offset + into.position() - start);
                if (n == -LinuxCalls.EAGAIN || n == -LinuxCalls.EOPNOTSUPP) {
                    into.position(start);
                    return StoredStream.WOULD_WAIT;
                }
                if (must(n, "preadv2") == 0) {
                    break;
                }
                into.position(into.position() + (int) n);
            }
        }
        return into.position() - start;
    }

    void write(int fd, ByteBuffer from, long offset) throws VolumeException {
        int start = from.position();
        try (Scratch s = Scratch.take()) {
            while (from.hasRemaining()) {
                long at = offset + from.position() - start;
                MemorySegment source;
                if (from.isDirect()) {
                    source = MemorySegment.ofBuffer(from);
                } else {
                    source = bounce(s, from);
                    MemorySegment piece = MemorySegment.ofBuffer(from);
                    source.copyFrom(piece.asSlice(0, source.byteSize()));
                }
                host.check();
                int n = (int) must(LinuxCalls.pwrite(s, fd, source, at), "pwrite");
                from.position(from.position() + n);
            }
        }
    }

    private static MemorySegment bounce(Scratch s, ByteBuffer buffer) {
        return s.bounce.asSlice(0, Math.min(buffer.remaining(), Scratch.BOUNCE_BYTES));
    }

    void setSize(int fd, long size) throws VolumeException {
        host.check();
        try (Scratch s = Scratch.take()) {
            must(LinuxCalls.ftruncate(s, fd, size), "ftruncate");
        }
    }

    /** Reserves storage without a change of size; where the file system cannot, nothing happens. */
    void reserve(int fd, long offset, long length) throws VolumeException {
        host.check();
        try (Scratch s = Scratch.take()) {
            int answer = LinuxCalls.fallocate(s, fd, FALLOC_KEEP_SIZE, offset, length);
            if (answer != -EOPNOTSUPP) {
                must(answer, "fallocate");
            }
        }
    }

    /** Makes a range zeros within the size of the file. */
    void zero(int fd, long offset, long length) throws VolumeException {
        host.check();
        try (Scratch s = Scratch.take()) {
            int answer =
                    LinuxCalls.fallocate(
                            s, fd, FALLOC_KEEP_SIZE | FALLOC_PUNCH_HOLE, offset, length);
            if (answer != -EOPNOTSUPP) {
                must(answer, "fallocate");
                return;
            }
        }
        writeZeros(fd, offset, Math.min(length, host.stat(fd).size() - offset));
    }

    private void writeZeros(int fd, long offset, long length) throws VolumeException {
        ByteBuffer zeros = ByteBuffer.allocate(Scratch.BOUNCE_BYTES);
        for (long done = 0; done < length; done += zeros.capacity()) {
            zeros.position(0).limit((int) Math.min(zeros.capacity(), length - done));
            write(fd, zeros, offset + done);
        }
    }

    /**
     * Copies as much as the kernel does by itself; what is left, if only because it cannot, has to
     * be read and written.
     */
    long copy(int from, long fromOffset, int to, long offset, long length) throws VolumeException {
        long done = 0;
        try (Scratch s = Scratch.take()) {
            while (done < length) {
                host.check();
                long n =
                        RangeCalls.copyRange(
                                s, from, fromOffset + done, to, offset + done, length - done);
                if (n == -LinuxCalls.ENOSPC) {
                    must(n, "copy_file_range");
                }
                if (n <= 0) {
                    return done;
                }
                done += n;
            }
        }
        return done;
    }

    /** Copies all of a file to the start of another. */
    void copyAll(int from, int to) throws VolumeException {
        long size = host.stat(from).size();
        long at = copy(from, 0, to, 0, size);
        ByteBuffer piece = ByteBuffer.allocate(Scratch.BOUNCE_BYTES);
        while (at < size && read(from, piece.clear(), at) > 0) {
            write(to, piece.flip(), at);
            at += piece.limit();
        }
        if (at < size) {
            throw new VolumeException(Reason.IO_ERROR, "the file became shorter");
        }
    }

    /** Makes a range of a file share the storage of another's, or says that it cannot. */
    void share(int from, long fromOffset, long length, int to, long offset) throws VolumeException {
        host.check();
        try (Scratch s = Scratch.take()) {
            int answer = RangeCalls.cloneRange(s, from, fromOffset, length, to, offset);
            if (answer == -EOPNOTSUPP
                    || answer == -LinuxCalls.ENOTTY
                    || answer == -LinuxCalls.EXDEV
                    || answer == -LinuxCalls.EINVAL) {
                throw new VolumeException(Reason.NOT_SUPPORTED, "the host shares no storage here");
            }
            must(answer, "FICLONERANGE");
        }
    }

    List<ByteRange> ranges(int fd, long offset, long length) throws VolumeException {
        List<ByteRange> ranges = new ArrayList<>();
        long end = length > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + length;
        long at = offset;
        try (Scratch s = Scratch.take()) {
            while (at < end && ranges.size() < MAX_RANGES) {
                host.check();
                long data = LinuxCalls.lseek(s, fd, at, LinuxCalls.SEEK_DATA);
                if (data == -ENXIO) {
                    break;
                }
                if (must(data, "lseek") >= end) {
                    break;
                }
                long hole = LinuxCalls.lseek(s, fd, data, LinuxCalls.SEEK_HOLE);
                if (hole == -ENXIO) {
                    break;
                }
                at = Math.min(must(hole, "lseek"), end);
                ranges.add(new ByteRange(data, at - data));
            }
        }
        return ranges;
    }
}
