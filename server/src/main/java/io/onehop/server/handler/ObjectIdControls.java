package io.onehop.server.handler;

import io.onehop.server.open.Open;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.StoredFile;
import io.onehop.volume.VolumeException;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.NtStatus;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * Object ids, by which clients find files again that were moved. [MS-FSCC] 2.1.3, [MS-FSA]
 * 2.1.5.10.1, 2.1.5.10.2, 2.1.5.10.13, 2.1.5.10.35, 2.1.5.10.36
 */
final class ObjectIdControls {
    private static final int BUFFER_BYTES = 64;
    private static final int ID_BYTES = 16;
    private static final int EXTENDED_BYTES = BUFFER_BYTES - ID_BYTES;

    private ObjectIdControls() {}

    /** Two that ask at once get the same. */
    static Reply createOrGet(Ioctl.Request request, RequestContext context, Open open)
            throws SmbException, VolumeException {
        requireRoom(request);
        StoredFile stored = open.stored();
        byte[] id;
        synchronized (FileLocks.of(open.file().fileId())) {
            id = stored.objectId();
            if (id == null) {
                id = made(FsQueries.volumeId(context));
                stored.setObjectId(id);
            }
        }
        return IoctlHandler.answer(request, NtStatus.SUCCESS, ByteBuffer.wrap(id));
    }

    /** Where and as what the file was born is what it is now; it has no domain. */
    private static byte[] made(UUID volume) {
        UUID id = UUID.randomUUID();
        return new WireWriter().guid(id).guid(volume).guid(id).zero(ID_BYTES).toBytes();
    }

    static Reply get(Ioctl.Request request, Open open) throws SmbException, VolumeException {
        requireRoom(request);
        byte[] id = open.stored().objectId();
        if (id == null) {
            throw new SmbException(NtStatus.OBJECTID_NOT_FOUND);
        }
        return IoctlHandler.answer(request, NtStatus.SUCCESS, ByteBuffer.wrap(id));
    }

    /** For programs that restore files; others make ids. */
    static Reply set(Ioctl.Request request, Open open, WireReader in)
            throws SmbException, VolumeException, MalformedMessageException {
        requireLength(in, BUFFER_BYTES);
        open.require(AccessMask.FILE_WRITE_DATA | AccessMask.FILE_WRITE_ATTRIBUTES);
        if (!open.session().identity().administrator()) {
            throw new SmbException(NtStatus.ACCESS_DENIED);
        }
        byte[] given = in.bytes(BUFFER_BYTES);
        synchronized (FileLocks.of(open.file().fileId())) {
            if (open.stored().objectId() != null) {
                throw new SmbException(NtStatus.OBJECT_NAME_COLLISION);
            }
            try {
                open.stored().setObjectId(given);
            } catch (VolumeException e) {
                if (e.reason() == VolumeException.Reason.NAME_EXISTS) {
                    throw new SmbException(NtStatus.DUPLICATE_NAME);
                }
                throw e;
            }
        }
        return IoctlHandler.done(request);
    }

    static Reply setExtended(Ioctl.Request request, Open open, WireReader in)
            throws SmbException, VolumeException, MalformedMessageException {
        requireLength(in, EXTENDED_BYTES);
        open.require(AccessMask.FILE_WRITE_DATA | AccessMask.FILE_WRITE_ATTRIBUTES);
        byte[] given = in.bytes(EXTENDED_BYTES);
        synchronized (FileLocks.of(open.file().fileId())) {
            byte[] id = open.stored().objectId();
            if (id == null) {
                throw new SmbException(NtStatus.OBJECTID_NOT_FOUND);
            }
            byte[] changed = Arrays.copyOf(id, BUFFER_BYTES);
            System.arraycopy(given, 0, changed, ID_BYTES, EXTENDED_BYTES);
            open.stored().setObjectId(changed);
        }
        return IoctlHandler.done(request);
    }

    static Reply delete(Ioctl.Request request, Open open) throws SmbException, VolumeException {
        open.require(AccessMask.FILE_WRITE_DATA | AccessMask.FILE_WRITE_ATTRIBUTES);
        synchronized (FileLocks.of(open.file().fileId())) {
            open.stored().setObjectId(null);
        }
        return IoctlHandler.done(request);
    }

    private static void requireRoom(Ioctl.Request request) throws SmbException {
        if (request.maxOutputResponse() < BUFFER_BYTES) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
    }

    private static void requireLength(WireReader in, int bytes) throws SmbException {
        if (in.remaining() != bytes) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
    }
}
