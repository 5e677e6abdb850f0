package io.onehop.server.handler;

import io.onehop.base.Limits;
import io.onehop.server.open.Durability;
import io.onehop.server.open.MustWait;
import io.onehop.server.open.Open;
import io.onehop.server.open.Use;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.DuplicateExtents;
import io.onehop.wire.smb2.FsctlCode;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.LmrRequestResiliency;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.SrvSnapshotArray;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Controls of files on a volume. What concerns the connection (VALIDATE_NEGOTIATE_INFO,
 * QUERY_NETWORK_INTERFACE_INFO) or pipes is answered before it comes here. [MS-SMB2] 3.3.5.15
 */
public final class IoctlHandler implements Handler<Ioctl.Request> {

    @Override
    public Reply handle(Ioctl.Request request, RequestContext context)
            throws SmbException, VolumeException {
        if (request.flags() != Ioctl.FLAG_IS_FSCTL) {
            throw new SmbException(NtStatus.NOT_SUPPORTED);
        }
        if (request.input().remaining() > Limits.MAX_IO_BYTES
                || request.maxInputResponse() > Limits.MAX_IO_BYTES
                || request.maxOutputResponse() > Limits.MAX_IO_BYTES) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        int code = request.ctlCode();
        if (code == FsctlCode.DFS_GET_REFERRALS || code == FsctlCode.DFS_GET_REFERRALS_EX) {
            // There are no DFS roots here. [MS-SMB2] 3.3.5.15.2
            throw new SmbException(
                    request.fileId().isAny()
                            ? NtStatus.FS_DRIVER_REQUIRED
                            : NtStatus.INVALID_PARAMETER);
        }
        Open open = context.open(request.fileId());
        return Guarded.attempt(open.file().volume(), () -> attempt(request, context, open));
    }

    private static Reply attempt(Ioctl.Request request, RequestContext context, Open open)
            throws SmbException, VolumeException, MustWait {
        try (Use _ = open.enter()) {
            WireReader in = new WireReader(request.input());
            return switch (request.ctlCode()) {
                case FsctlCode.SRV_REQUEST_RESUME_KEY -> ServerSideCopy.resumeKey(request, open);
                case FsctlCode.SRV_COPYCHUNK, FsctlCode.SRV_COPYCHUNK_WRITE ->
                        ServerSideCopy.copy(request, context, open);
                case FsctlCode.SRV_ENUMERATE_SNAPSHOTS -> snapshots(request);
                case FsctlCode.SET_SPARSE -> RangeControls.setSparse(request, open, in);
                case FsctlCode.SET_ZERO_DATA -> RangeControls.setZeroData(request, open, in);
                case FsctlCode.QUERY_ALLOCATED_RANGES ->
                        RangeControls.queryAllocatedRanges(request, open, in);
                case FsctlCode.FILE_LEVEL_TRIM -> RangeControls.trim(request, open, in);
                case FsctlCode.DUPLICATE_EXTENTS_TO_FILE ->
                        ExtentSharing.duplicate(
                                request, context, open, DuplicateExtents.decode(in));
                case FsctlCode.DUPLICATE_EXTENTS_TO_FILE_EX ->
                        ExtentSharing.duplicate(
                                request, context, open, DuplicateExtents.decodeExtended(in));
                case FsctlCode.GET_COMPRESSION -> CompressionControls.get(request, open);
                case FsctlCode.SET_COMPRESSION -> CompressionControls.set(request, open, in);
                case FsctlCode.GET_REPARSE_POINT -> ReparseControls.get(request, open);
                case FsctlCode.SET_REPARSE_POINT -> ReparseControls.set(request, open);
                case FsctlCode.DELETE_REPARSE_POINT -> ReparseControls.delete(request, open);
                case FsctlCode.CREATE_OR_GET_OBJECT_ID ->
                        ObjectIdControls.createOrGet(request, context, open);
                case FsctlCode.GET_OBJECT_ID -> ObjectIdControls.get(request, open);
                case FsctlCode.SET_OBJECT_ID -> ObjectIdControls.set(request, open, in);
                case FsctlCode.SET_OBJECT_ID_EXTENDED ->
                        ObjectIdControls.setExtended(request, open, in);
                case FsctlCode.DELETE_OBJECT_ID -> ObjectIdControls.delete(request, open);
                case FsctlCode.IS_PATHNAME_VALID -> done(request);
                case FsctlCode.LMR_REQUEST_RESILIENCY -> resilient(request, context, open, in);
                default -> throw new SmbException(FsctlCode.refusal(request.ctlCode()));
            };
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
    }

    /** [MS-SMB2] 3.3.5.15.9 */
    private static Reply resilient(
            Ioctl.Request request, RequestContext context, Open open, WireReader in)
            throws SmbException, MalformedMessageException {
        if (context.session().client().dialect() == Dialect.SMB_2_0_2) {
            throw new SmbException(NtStatus.INVALID_DEVICE_REQUEST);
        }
        LmrRequestResiliency asked = LmrRequestResiliency.decode(in);
        if (asked.timeoutMillis() > Durability.RESILIENCY_MAX_MILLIS) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        open.keep(Durability.resilient(asked.timeoutMillis()));
        return done(request);
    }

    /** There are none. [MS-SMB2] 3.3.5.15.1 */
    private static Reply snapshots(Ioctl.Request request) throws SmbException {
        if (request.maxOutputResponse() < SrvSnapshotArray.SMALLEST_OUTPUT) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        WireWriter out = new WireWriter();
        SrvSnapshotArray.fitting(List.of(), request.maxOutputResponse()).encode(out);
        return answer(request, out);
    }

    static Reply answer(Ioctl.Request request, WireWriter output) {
        return answer(request, NtStatus.SUCCESS, output.toBuffer());
    }

    static Reply answer(Ioctl.Request request, NtStatus status, ByteBuffer output) {
        return new Reply.Success(
                status, new Ioctl.Response(request.ctlCode(), request.fileId(), output), null);
    }

    /** A success without output. */
    static Reply done(Ioctl.Request request) {
        return answer(request, NtStatus.SUCCESS, ByteBuffer.allocate(0));
    }
}
