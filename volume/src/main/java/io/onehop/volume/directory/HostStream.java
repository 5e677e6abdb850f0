package io.onehop.volume.directory;

import io.onehop.volume.ByteRange;
import io.onehop.volume.StoredStream;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeException.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** One handle to the data of a stream. Holds no lock while the host reads or writes. */
final class HostStream implements StoredStream {
    private final HostFile file;
    private final Supplier<String> name;
    private final SharedData data;
    private final Host host;
    private final HostData calls;
    private final AtomicBoolean closed = new AtomicBoolean();

    HostStream(HostFile file, Supplier<String> name, SharedData data) {
        this.file = file;
        this.name = name;
        this.data = data;
        this.host = file.store().host();
        this.calls = file.store().data();
    }

    @Override
    public String name() {
        return name.get();
    }

    /** What is done with the open data. */
    private interface Action<T> {
        T run(int fd) throws VolumeException;
    }

    private <T> T reading(Action<T> action) throws VolumeException {
        refuseClosed();
        Descriptor open = data.forReading();
        try {
            return action.run(open.number());
        } finally {
            open.release();
        }
    }

    private <T> T writing(Action<T> action) throws VolumeException {
        refuseClosed();
        Descriptor open = data.forWriting();
        try {
            return action.run(open.number());
        } finally {
            open.release();
        }
    }

    private void refuseClosed() {
        if (closed.get()) {
            throw new IllegalStateException("the stream is closed");
        }
    }

    private static void refuseNegative(long number) throws VolumeException {
        if (number < 0) {
            throw new VolumeException(Reason.TOO_LARGE, "offset or length " + number);
        }
    }

    @Override
    public int read(ByteBuffer into, long offset) throws VolumeException {
        refuseNegative(offset);
        return reading(fd -> calls.read(fd, into, offset));
    }

    @Override
    public int readAtOnce(ByteBuffer into, long offset) throws VolumeException {
        refuseNegative(offset);
        refuseClosed();
        Descriptor open = data.openForReadingNow();
        if (open == null) {
            return WOULD_WAIT;
        }
        try {
            return calls.readAtOnce(open.number(), into, offset);
        } finally {
            open.release();
        }
    }

    @Override
    public void write(ByteBuffer from, long offset) throws VolumeException {
        refuseNegative(offset);
        refuseNegative(offset + from.remaining());
        var _ =
                writing(
                        fd -> {
                            calls.write(fd, from, offset);
                            return true;
                        });
    }

    @Override
    public long size() throws VolumeException {
        return reading(fd -> host.stat(fd).size());
    }

    @Override
    public long allocationSize() throws VolumeException {
        return reading(fd -> host.stat(fd).allocated(data.reserved()));
    }

    @Override
    public void setSize(long size) throws VolumeException {
        refuseNegative(size);
        var _ =
                writing(
                        fd -> {
                            calls.setSize(fd, size);
                            data.reserved(0);
                            return true;
                        });
    }

    @Override
    public void setAllocation(long bytes) throws VolumeException {
        refuseNegative(bytes);
        var _ =
                writing(
                        fd -> {
                            long size = host.stat(fd).size();
                            if (bytes > size) {
                                calls.reserve(fd, size, bytes - size);
                                data.reserved(bytes);
                            } else if (bytes < size || data.reserved() > 0) {
                                calls.setSize(fd, bytes);
                                data.reserved(0);
                            }
                            return true;
                        });
    }

    @Override
    public void zero(long offset, long length) throws VolumeException {
        refuseNegative(offset);
        refuseNegative(length);
        refuseNegative(offset + length);
        if (length == 0) {
            return;
        }
        var _ =
                writing(
                        fd -> {
                            calls.zero(fd, offset, length);
                            return true;
                        });
    }

    @Override
    public long copy(StoredStream from, long fromOffset, long offset, long length)
            throws VolumeException {
        refuseNegative(fromOffset);
        refuseNegative(offset);
        refuseNegative(length);
        refuseNegative(offset + length);
        if (!(from instanceof HostStream source) || source.file.store() != file.store()) {
            return StoredStream.super.copy(from, fromOffset, offset, length);
        }
        // The kernel copies piece by piece: ranges that overlap would not be read before.
        boolean apart = source.data != data || Math.abs(fromOffset - offset) >= length;
        long done =
                apart
                        ? source.reading(
                                r -> writing(w -> calls.copy(r, fromOffset, w, offset, length)))
                        : 0;
        return done == length
                ? done
                : done
                        + StoredStream.super.copy(
                                from, fromOffset + done, offset + done, length - done);
    }

    @Override
    public void share(StoredStream from, long fromOffset, long offset, long length)
            throws VolumeException {
        refuseNegative(fromOffset);
        refuseNegative(offset);
        refuseNegative(length);
        if (!(from instanceof HostStream source) || source.file.store() != file.store()) {
            throw new VolumeException(Reason.NOT_SAME_VOLUME, "a stream of another volume");
        }
        if (length == 0) {
            return;
        }
        var _ =
                source.reading(
                        read ->
                                writing(
                                        write -> {
                                            calls.share(read, fromOffset, length, write, offset);
                                            return true;
                                        }));
    }

    @Override
    public List<ByteRange> allocatedRanges(long offset, long length) throws VolumeException {
        refuseNegative(offset);
        refuseNegative(length);
        return reading(fd -> calls.ranges(fd, offset, length));
    }

    @Override
    public void flush() throws VolumeException {
        var _ =
                reading(
                        fd -> {
                            host.sync(fd, true);
                            return true;
                        });
        file.store().syncName(file);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            data.removeHandle();
        }
    }
}
