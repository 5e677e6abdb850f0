package io.onehop.server.handler;

import io.onehop.base.Limits;
import io.onehop.server.open.Locking;
import io.onehop.server.open.MustWait;
import io.onehop.server.open.NotifyHub;
import io.onehop.server.open.Open;
import io.onehop.server.open.Oplocks;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.ByteRange;
import io.onehop.volume.Metadata;
import io.onehop.volume.StoredStream;
import io.onehop.volume.VolumeException;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.NtStatus;
import java.nio.ByteBuffer;
import java.util.List;

/** Sparse files and their holes. [MS-FSCC] 2.3.13, 2.3.51, 2.3.83, 2.3.85; [MS-FSA] 2.1.5.10 */
final class RangeControls {
    private static final int RANGE_BYTES = 16;

    private RangeControls() {}

    static Reply setSparse(Ioctl.Request request, Open open, WireReader in)
            throws SmbException, VolumeException, MalformedMessageException {
        open.require(
                AccessMask.FILE_WRITE_DATA
                        | AccessMask.FILE_APPEND_DATA
                        | AccessMask.FILE_WRITE_ATTRIBUTES);
        requireData(open);
        boolean sparse = in.remaining() == 0 || in.u8() != 0;
        open.stored().setSparse(sparse);
        open.file()
                .volume()
                .changed(
                        open,
                        open.stored().path(),
                        NotifyHub.MODIFIED,
                        ChangeNotify.FILE_NOTIFY_CHANGE_ATTRIBUTES);
        return IoctlHandler.done(request);
    }

    static Reply setZeroData(Ioctl.Request request, Open open, WireReader in)
            throws SmbException, VolumeException, MalformedMessageException, MustWait {
        long offset = in.i64();
        long beyond = in.i64();
        open.require(AccessMask.FILE_WRITE_DATA);
        requireData(open);
        if (offset < 0 || beyond < offset) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        open.file().breakFor(Oplocks.Operation.WRITE, open);
        Locking.checkWrite(open, offset, beyond - offset);
        zero(open, offset, beyond);
        return IoctlHandler.done(request);
    }

    private static void zero(Open open, long offset, long beyond)
            throws SmbException, VolumeException {
        StoredStream data = open.data();
        long end = Math.min(beyond, data.size());
        if (offset < end) {
            open.changeData(() -> data.zero(offset, end - offset));
            open.modified(ChangeNotify.FILE_NOTIFY_CHANGE_LAST_WRITE);
        }
    }

    static Reply queryAllocatedRanges(Ioctl.Request request, Open open, WireReader in)
            throws SmbException, VolumeException, MalformedMessageException {
        long offset = in.i64();
        long length = in.i64();
        open.require(AccessMask.FILE_READ_DATA);
        requireData(open);
        if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        StoredStream data = open.data();
        long end = Math.min(offset + length, data.size());
        List<ByteRange> ranges = List.of();
        if (offset < end) {
            boolean sparse = (open.metadata().attributes() & Metadata.SPARSE_FILE) != 0;
            // A file that is not sparse has no holes, whatever the store knows.
            ranges =
                    sparse
                            ? data.allocatedRanges(offset, end - offset)
                            : List.of(new ByteRange(offset, end - offset));
        }
        long room = request.maxOutputResponse() / RANGE_BYTES;
        if (!ranges.isEmpty() && room == 0) {
            throw new SmbException(NtStatus.BUFFER_TOO_SMALL);
        }
        boolean all = ranges.size() <= room;
        WireWriter out = new WireWriter();
        for (ByteRange range : all ? ranges : ranges.subList(0, (int) room)) {
            out.u64(range.offset()).u64(range.length());
        }
        return IoctlHandler.answer(
                request, all ? NtStatus.SUCCESS : NtStatus.BUFFER_OVERFLOW, out.toBuffer());
    }

    /** What is trimmed may read as anything: its storage is given back and it reads as zeros. */
    static Reply trim(Ioctl.Request request, Open open, WireReader in)
            throws SmbException, VolumeException, MalformedMessageException, MustWait {
        open.require(AccessMask.FILE_WRITE_DATA);
        requireData(open);
        in.skip(4);
        long count = in.u32();
        if (count == 0 || count > Limits.MAX_TRIM_RANGES) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        WireReader ranges = in.window(in.position(), count * RANGE_BYTES);
        open.file().breakFor(Oplocks.Operation.WRITE, open);
        for (long i = 0; i < count; i++) {
            long offset = ranges.i64();
            long length = ranges.i64();
            if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
                throw new SmbException(NtStatus.INVALID_PARAMETER);
            }
            Locking.checkWrite(open, offset, length);
            zero(open, offset, offset + length);
        }
        ByteBuffer processed = new WireWriter().u32(count).toBuffer();
        return request.maxOutputResponse() < processed.remaining()
                ? IoctlHandler.done(request)
                : IoctlHandler.answer(request, NtStatus.SUCCESS, processed);
    }

    private static void requireData(Open open) throws SmbException {
        if (open.mode().directory()) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
    }
}
