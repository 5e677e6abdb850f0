package io.onehop.server.handler;

import io.onehop.server.open.MustWait;
import io.onehop.server.open.Open;
import io.onehop.server.open.Oplocks;
import io.onehop.server.open.Use;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.Metadata;
import io.onehop.volume.StoredStream;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeInformation;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.DuplicateExtents;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.NtStatus;
import java.nio.ByteBuffer;

/**
 * Copies that share storage with their source, where the host can. Byte-range locks do not matter,
 * as with Windows. [MS-SMB2] 3.3.5.15.17, 3.3.5.15.18, [MS-FSA] 2.1.5.10.4, 2.1.5.10.5
 */
final class ExtentSharing {
    private ExtentSharing() {}

    static Reply duplicate(
            Ioctl.Request request, RequestContext context, Open target, DuplicateExtents what)
            throws SmbException, VolumeException, MustWait {
        VolumeInformation volume = context.volume().volume().information();
        if (!volume.sharesBlocks()) {
            throw new SmbException(NtStatus.INVALID_DEVICE_REQUEST);
        }
        target.require(AccessMask.FILE_WRITE_DATA);
        checkRange(what, volume.allocationUnitBytes());
        if ((what.flags() & DuplicateExtents.SOURCE_ATOMIC) != 0 || target.mode().directory()) {
            throw new SmbException(NtStatus.NOT_SUPPORTED);
        }
        if (what.byteCount() == 0) {
            return IoctlHandler.done(request);
        }
        Open source = source(what, context);
        try (Use _ = source.enter()) {
            checkSource(source, target);
            source.file().breakFor(Oplocks.Operation.READ, source);
            target.file().breakFor(Oplocks.Operation.WRITE, target);
            share(what, source, target, volume.allocationUnitBytes());
        }
        target.modified(
                ChangeNotify.FILE_NOTIFY_CHANGE_LAST_WRITE | ChangeNotify.FILE_NOTIFY_CHANGE_SIZE);
        return IoctlHandler.done(request);
    }

    private static void checkRange(DuplicateExtents what, int unit) throws SmbException {
        for (long number :
                new long[] {what.sourceOffset(), what.targetOffset(), what.byteCount()}) {
            if (number < 0 || number % unit != 0) {
                throw new SmbException(NtStatus.INVALID_PARAMETER);
            }
        }
        long furthest = Math.max(what.sourceOffset(), what.targetOffset());
        if (furthest > Long.MAX_VALUE - what.byteCount()) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
    }

    private static Open source(DuplicateExtents what, RequestContext context) throws SmbException {
        for (Open open : context.session().opens()) {
            if (open.fileId().equals(what.source())) {
                return open;
            }
        }
        throw new SmbException(NtStatus.INVALID_HANDLE);
    }

    private static void checkSource(Open source, Open target) throws SmbException, VolumeException {
        if (!source.mode().hasAny(AccessMask.FILE_READ_DATA)
                || source.mode().directory()
                || source.file().volume() != target.file().volume()) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        boolean fromSparse = (source.metadata().attributes() & Metadata.SPARSE_FILE) != 0;
        boolean toSparse = (target.metadata().attributes() & Metadata.SPARSE_FILE) != 0;
        if (fromSparse && !toSparse) {
            throw new SmbException(NtStatus.NOT_SUPPORTED);
        }
    }

    private static void share(DuplicateExtents what, Open source, Open target, int unit)
            throws SmbException, VolumeException {
        StoredStream from = source.data();
        StoredStream to = target.data();
        long count = what.byteCount();
        boolean overlaps =
                source.stream() == target.stream()
                        && Math.abs(what.sourceOffset() - what.targetOffset()) < count;
        long there = from.size() - what.sourceOffset();
        // The last unit may lie partly beyond the end.
        if (overlaps || there <= count - unit) {
            throw new SmbException(NtStatus.NOT_SUPPORTED);
        }
        // No size changes: what would lie beyond the target's end goes nowhere.
        long room = Math.min(count, Math.max(0, to.size() - what.targetOffset()));
        long whole = Math.min(there, room) / unit * unit;
        target.changeData(
                () -> {
                    to.share(from, what.sourceOffset(), what.targetOffset(), whole);
                    if (whole < room) {
                        copyRest(what, whole, (int) (room - whole), from, to);
                    }
                });
    }

    /** A unit that ends beyond a file cannot be shared: it is copied, with zeros after its data. */
    private static void copyRest(
            DuplicateExtents what, long whole, int rest, StoredStream from, StoredStream to)
            throws VolumeException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(rest);
        from.read(buffer, what.sourceOffset() + whole);
        to.write(buffer.position(0).limit(rest), what.targetOffset() + whole);
    }
}
