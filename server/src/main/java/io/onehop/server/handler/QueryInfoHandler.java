package io.onehop.server.handler;

import io.onehop.base.Limits;
import io.onehop.server.open.Open;
import io.onehop.server.open.Use;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.wire.fscc.Information;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.QueryInfo;
import java.nio.ByteBuffer;

/** [MS-SMB2] 3.3.5.20 */
public final class QueryInfoHandler implements Handler<QueryInfo.Request> {
    @Override
    public Reply handle(QueryInfo.Request request, RequestContext context)
            throws SmbException, VolumeException {
        Open open = context.open(request.fileId());
        long maxBytes = request.outputBufferLength();
        if (maxBytes > Limits.MAX_IO_BYTES || request.input().remaining() > Limits.MAX_IO_BYTES) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        QueryInfo.Selector selector = request.selector();
        try (Use _ = open.enter()) {
            return switch (selector.infoType()) {
                case QueryInfo.INFO_FILE -> FileQueries.query(open, request);
                case QueryInfo.INFO_FILESYSTEM ->
                        answer(FsQueries.query(context, selector.fileInfoClass()), maxBytes);
                case QueryInfo.INFO_SECURITY ->
                        SecurityQueries.query(open, selector.additionalInformation(), maxBytes);
                case QueryInfo.INFO_QUOTA -> QuotaQueries.query(open, request);
                default -> throw new SmbException(NtStatus.INVALID_PARAMETER);
            };
        }
    }

    /**
     * The information, cut to what the client has room for if its class allows that.
     *
     * @throws SmbException INFO_LENGTH_MISMATCH when not even the least fits
     */
    static Reply answer(Information information, long maxBytes) throws SmbException {
        byte[] bytes = information.toBytes();
        if (maxBytes < information.leastBytes()) {
            throw new SmbException(NtStatus.INFO_LENGTH_MISMATCH);
        }
        if (bytes.length <= maxBytes) {
            return Reply.of(new QueryInfo.Response(ByteBuffer.wrap(bytes)));
        }
        return overflow(ByteBuffer.wrap(bytes, 0, (int) maxBytes));
    }

    /** A part of what there is. */
    static Reply overflow(ByteBuffer part) {
        return new Reply.Success(NtStatus.BUFFER_OVERFLOW, new QueryInfo.Response(part), null);
    }
}
