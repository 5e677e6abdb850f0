package io.onehop.server.handler;

import io.onehop.base.Limits;
import io.onehop.server.open.Locking;
import io.onehop.server.open.MustWait;
import io.onehop.server.open.Open;
import io.onehop.server.open.Oplocks;
import io.onehop.server.open.Use;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.StoredStream;
import io.onehop.volume.VolumeException;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.FsctlCode;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.SrvCopychunk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Copies between files on the server. [MS-SMB2] 3.3.5.15.5, 3.3.5.15.6 */
final class ServerSideCopy {
    private static final int RESUME_KEY_OUTPUT_BYTES = 32;
    private static final int COPY_OUTPUT_BYTES = 12;

    /** A target offset that stands for the end of the file. */
    private static final long APPEND = -1;

    private static final int WRITING = AccessMask.FILE_WRITE_DATA | AccessMask.FILE_APPEND_DATA;

    private ServerSideCopy() {}

    /** The key is the open's id: it is of use in the same session only. */
    static Reply resumeKey(Ioctl.Request request, Open open) throws SmbException {
        if (request.maxOutputResponse() < RESUME_KEY_OUTPUT_BYTES) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        WireWriter key = new WireWriter();
        open.fileId().encode(key);
        key.zero(SrvCopychunk.RESUME_KEY_LENGTH - key.position());
        WireWriter out = new WireWriter();
        new SrvCopychunk.ResumeKey(key.toBuffer()).encode(out);
        return IoctlHandler.answer(request, out);
    }

    static Reply copy(Ioctl.Request request, RequestContext context, Open target)
            throws SmbException, VolumeException, MustWait {
        if (request.maxOutputResponse() < COPY_OUTPUT_BYTES) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        SrvCopychunk.Copy copy;
        try {
            copy = SrvCopychunk.Copy.decode(new WireReader(request.input()));
        } catch (MalformedMessageException e) {
            return limits(request);
        }
        Open source = source(copy, context, target);
        if (source.mode().directory() || target.mode().directory()) {
            throw new SmbException(NtStatus.INVALID_DEVICE_REQUEST);
        }
        if (!isWithinLimits(copy)) {
            return limits(request);
        }
        // As with READ, the right to execute will do.
        source.require(AccessMask.FILE_READ_DATA | AccessMask.FILE_EXECUTE);
        target.require(WRITING);
        if (request.ctlCode() == FsctlCode.SRV_COPYCHUNK) {
            target.require(AccessMask.FILE_READ_DATA);
        }
        try (Use _ = source.enter()) {
            source.file().breakFor(Oplocks.Operation.READ, source);
            target.file().breakFor(Oplocks.Operation.WRITE, target);
            return chunks(request, copy, source, target);
        }
    }

    private static Open source(SrvCopychunk.Copy copy, RequestContext context, Open target)
            throws SmbException {
        ByteBuffer key = copy.sourceKey().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        FileId id = new FileId(key.getLong(), key.getLong());
        if (id.equals(target.fileId())) {
            return target;
        }
        for (Open open : context.session().opens()) {
            if (open.fileId().equals(id)) {
                return open;
            }
        }
        throw new SmbException(NtStatus.OBJECT_NAME_NOT_FOUND);
    }

    private static boolean isWithinLimits(SrvCopychunk.Copy copy) {
        if (copy.chunkCount() > Limits.MAX_COPY_CHUNKS) {
            return false;
        }
        long total = 0;
        for (SrvCopychunk.Chunk chunk : copy.chunks()) {
            total += chunk.length();
            if (chunk.length() == 0
                    || chunk.length() > Limits.MAX_COPY_CHUNK_BYTES
                    || total > Limits.MAX_COPY_BYTES
                    || chunk.targetOffset() < APPEND) {
                return false;
            }
        }
        return true;
    }

    private static Reply chunks(
            Ioctl.Request request, SrvCopychunk.Copy copy, Open source, Open target)
            throws SmbException, VolumeException {
        StoredStream from = source.data();
        StoredStream to = target.data();
        long written = 0;
        int done = 0;
        NtStatus failure = NtStatus.SUCCESS;
        for (SrvCopychunk.Chunk chunk : copy.chunks()) {
            try {
                one(chunk, new Ends(source, from, target, to));
            } catch (SmbException e) {
                failure = e.status();
                break;
            } catch (VolumeException e) {
                failure = Statuses.of(e.reason());
                break;
            }
            done++;
            written += chunk.length();
        }
        if (written > 0) {
            target.modified(
                    ChangeNotify.FILE_NOTIFY_CHANGE_LAST_WRITE
                            | ChangeNotify.FILE_NOTIFY_CHANGE_SIZE);
        }
        return answer(request, failure, new SrvCopychunk.Response(done, 0, written));
    }

    /** The two opens and their data. */
    private record Ends(Open source, StoredStream from, Open target, StoredStream to) {}

    private static void one(SrvCopychunk.Chunk chunk, Ends ends)
            throws SmbException, VolumeException {
        long length = chunk.length();
        if (chunk.sourceOffset() < 0 || chunk.sourceOffset() > ends.from.size() - length) {
            throw new SmbException(NtStatus.INVALID_VIEW_SIZE);
        }
        long at = chunk.targetOffset() == APPEND ? ends.to.size() : chunk.targetOffset();
        if (at > Long.MAX_VALUE - length) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        Locking.checkRead(ends.source, chunk.sourceOffset(), length);
        Locking.checkWrite(ends.target, at, length);
        ends.target.changeData(
                () -> {
                    if (ends.to.copy(ends.from, chunk.sourceOffset(), at, length) < length) {
                        // Somebody cut the file in between.
                        throw new SmbException(NtStatus.INVALID_VIEW_SIZE);
                    }
                });
    }

    /** [MS-SMB2] 3.3.5.15.6.2 */
    private static Reply limits(Ioctl.Request request) {
        return answer(
                request,
                NtStatus.INVALID_PARAMETER,
                new SrvCopychunk.Response(
                        Limits.MAX_COPY_CHUNKS,
                        Limits.MAX_COPY_CHUNK_BYTES,
                        Limits.MAX_COPY_BYTES));
    }

    private static Reply answer(
            Ioctl.Request request, NtStatus status, SrvCopychunk.Response response) {
        WireWriter out = new WireWriter();
        response.encode(out);
        return IoctlHandler.answer(request, status, out.toBuffer());
    }
}
