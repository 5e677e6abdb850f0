package io.onehop.server.handler;

import io.onehop.server.open.NotifyHub;
import io.onehop.server.open.Open;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.DirectoryListing;
import io.onehop.volume.Metadata;
import io.onehop.volume.VolumeException;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.NtStatus;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reparse points. [MS-FSCC] 2.1.2, 2.3.5, 2.3.27, 2.3.81; [MS-FSA] 2.1.5.10 */
final class ReparseControls {
    private static final int HEADER_BYTES = 8;
    private static final int TAG_MOUNT_POINT = 0xA000_0003;
    private static final int TAG_SYMLINK = 0xA000_000C;
    private static final int GUID_BYTES = 16;
    private static final int MAX_BYTES = 16 << 10;

    /** Tags with this bit are Microsoft's and have no GUID. */
    private static final int MICROSOFT = 0x8000_0000;

    private ReparseControls() {}

    /** What every reparse buffer begins with; all of it is checked. */
    private record Point(int tag, @Nullable ByteBuffer guid, int dataBytes) {
        static Point decode(WireReader in) throws MalformedMessageException, SmbException {
            int tag = in.i32();
            int dataBytes = in.u16();
            in.skip(2);
            boolean microsoft = (tag & MICROSOFT) != 0;
            ByteBuffer guid = microsoft ? null : in.slice(GUID_BYTES);
            if (in.remaining() != dataBytes || in.length() > MAX_BYTES) {
                throw new SmbException(NtStatus.IO_REPARSE_DATA_INVALID);
            }
            if (tag == 0 || tag == 1) {
                throw new SmbException(NtStatus.IO_REPARSE_TAG_INVALID);
            }
            return new Point(tag, guid, dataBytes);
        }

        boolean isSameKind(Point other) {
            return tag == other.tag
                    && (guid == null ? other.guid == null : guid.equals(other.guid));
        }
    }

    static Reply get(Ioctl.Request request, Open open) throws SmbException, VolumeException {
        byte[] data = open.stored().reparsePoint();
        if (data == null) {
            throw new SmbException(NtStatus.NOT_A_REPARSE_POINT);
        }
        int max = (int) request.maxOutputResponse();
        if (max < HEADER_BYTES) {
            throw new SmbException(NtStatus.BUFFER_TOO_SMALL);
        }
        if (data.length > max) {
            return IoctlHandler.answer(
                    request, NtStatus.BUFFER_OVERFLOW, ByteBuffer.wrap(data, 0, max));
        }
        return IoctlHandler.answer(request, NtStatus.SUCCESS, ByteBuffer.wrap(data));
    }

    static Reply set(Ioctl.Request request, Open open)
            throws SmbException, VolumeException, MalformedMessageException {
        open.require(AccessMask.FILE_WRITE_DATA | AccessMask.FILE_WRITE_ATTRIBUTES);
        WireReader in = new WireReader(request.input());
        if (in.length() < HEADER_BYTES) {
            throw new SmbException(NtStatus.IO_REPARSE_DATA_INVALID);
        }
        Point given = Point.decode(in);
        checkKind(open, given.tag);
        requireSameKind(open, given);
        if (open.mode().directory() && !isEmpty(open)) {
            throw new SmbException(NtStatus.DIRECTORY_NOT_EMPTY);
        }
        byte[] data = new byte[request.input().remaining()];
        request.input().get(request.input().position(), data);
        open.stored().setReparsePoint(data);
        return changed(request, open);
    }

    /** What of the kind of file each kind of reparse point needs. */
    private static void checkKind(Open open, int tag) throws SmbException, VolumeException {
        Metadata metadata = open.metadata();
        if (tag == TAG_MOUNT_POINT && !metadata.isDirectory()) {
            throw new SmbException(NtStatus.NOT_A_DIRECTORY);
        }
        if (tag == TAG_SYMLINK && !open.session().identity().administrator()) {
            // As with Windows, where only administrators may make them.
            throw new SmbException(NtStatus.ACCESS_DENIED);
        }
        if (tag == TAG_SYMLINK && metadata.endOfFile() > 0) {
            throw new SmbException(NtStatus.IO_REPARSE_DATA_INVALID);
        }
        if (metadata.reparseTag() == 0 && metadata.eaSize() > 0) {
            throw new SmbException(NtStatus.EAS_NOT_SUPPORTED);
        }
    }

    static Reply delete(Ioctl.Request request, Open open)
            throws SmbException, VolumeException, MalformedMessageException {
        open.require(AccessMask.FILE_WRITE_DATA | AccessMask.FILE_WRITE_ATTRIBUTES);
        Point given = Point.decode(new WireReader(request.input()));
        if (given.dataBytes() != 0) {
            throw new SmbException(NtStatus.IO_REPARSE_DATA_INVALID);
        }
        if (open.stored().reparsePoint() == null) {
            throw new SmbException(NtStatus.NOT_A_REPARSE_POINT);
        }
        requireSameKind(open, given);
        open.stored().setReparsePoint(null);
        return changed(request, open);
    }

    private static void requireSameKind(Open open, Point given)
            throws SmbException, VolumeException, MalformedMessageException {
        byte[] present = open.stored().reparsePoint();
        if (present != null && !given.isSameKind(Point.decode(new WireReader(present)))) {
            throw new SmbException(NtStatus.IO_REPARSE_TAG_MISMATCH);
        }
    }

    private static boolean isEmpty(Open open) throws VolumeException {
        try (DirectoryListing listing = open.stored().list()) {
            return listing.next(_ -> true) == null;
        }
    }

    private static Reply changed(Ioctl.Request request, Open open) {
        open.file()
                .volume()
                .changed(
                        open,
                        open.stored().path(),
                        NotifyHub.MODIFIED,
                        ChangeNotify.FILE_NOTIFY_CHANGE_ATTRIBUTES);
        return IoctlHandler.done(request);
    }
}
