package io.onehop.server.handler;

import io.onehop.base.Limits;
import io.onehop.server.open.MustWait;
import io.onehop.server.open.Open;
import io.onehop.server.open.Use;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.fscc.FileInformationClass;
import io.onehop.wire.fscc.FsInformationClass;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.QueryInfo;
import io.onehop.wire.smb2.SetInfo;

/** [MS-SMB2] 3.3.5.21 */
public final class SetInfoHandler implements Handler<SetInfo.Request> {
    @Override
    public Reply handle(SetInfo.Request request, RequestContext context)
            throws SmbException, VolumeException {
        Open open = context.open(request.fileId());
        int length = request.buffer().remaining();
        if (length == 0 || length > Limits.MAX_IO_BYTES) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        byte[] buffer = new byte[length];
        request.buffer().get(request.buffer().position(), buffer);
        QueryInfo.Selector selector = request.selector();
        return switch (selector.infoType()) {
            case QueryInfo.INFO_FILE -> setFile(open, selector.fileInfoClass(), buffer);
            case QueryInfo.INFO_FILESYSTEM ->
                    throw new SmbException(refusal(selector.fileInfoClass()));
            case QueryInfo.INFO_SECURITY -> {
                try (Use _ = open.enter()) {
                    yield SecurityQueries.set(open, selector.additionalInformation(), buffer);
                }
            }
            case QueryInfo.INFO_QUOTA -> throw QuotaQueries.refusal(open);
            default -> throw new SmbException(NtStatus.INVALID_PARAMETER);
        };
    }

    private static Reply setFile(Open open, int level, byte[] buffer)
            throws SmbException, VolumeException {
        FileInformationClass set = FileInformationClass.of(level);
        if (set == null) {
            throw new SmbException(NtStatus.INVALID_INFO_CLASS);
        }
        return Guarded.attempt(open.file().volume(), () -> trySetFile(open, set, buffer));
    }

    private static Reply trySetFile(Open open, FileInformationClass set, byte[] buffer)
            throws SmbException, VolumeException, MustWait {
        try (Use _ = open.enter()) {
            FileChanges.apply(open, set, new WireReader(buffer));
            return Reply.of(new SetInfo.Response());
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.INFO_LENGTH_MISMATCH);
        }
    }

    /** Nothing of a file system can be set. [MS-SMB2] 3.3.5.21.2 */
    private static NtStatus refusal(int level) {
        FsInformationClass set = FsInformationClass.of(level);
        if (set == null) {
            return NtStatus.INVALID_INFO_CLASS;
        }
        return switch (set) {
            case LABEL, CONTROL, OBJECT_ID -> NtStatus.NOT_SUPPORTED;
            case VOLUME,
                    SIZE,
                    DEVICE,
                    ATTRIBUTE,
                    FULL_SIZE,
                    DRIVER_PATH,
                    VOLUME_FLAGS,
                    SECTOR_SIZE ->
                    NtStatus.INVALID_INFO_CLASS;
        };
    }
}
