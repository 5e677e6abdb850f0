package io.onehop.server.pipe;

import io.onehop.server.serve.Reply;
import io.onehop.wire.WireWriter;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.QueryInfo;
import java.nio.ByteBuffer;

/** What QUERY_INFO says of a pipe. [MS-FSCC] 2.4. */
final class PipeInformation {
    static final int CONNECTED_STATE = 3;
    static final int QUOTA_BYTES = 4096;

    private static final int FILE_STANDARD_INFORMATION = 5;
    private static final int FILE_PIPE_INFORMATION = 23;
    private static final int FILE_PIPE_LOCAL_INFORMATION = 24;
    private static final int MESSAGE_TYPE = 1;
    private static final int MESSAGE_MODE = 1;
    private static final int FULL_DUPLEX = 2;

    private PipeInformation() {}

    static Reply query(QueryInfo.Request request, int unreadBytes) {
        if (request.selector().infoType() != QueryInfo.INFO_FILE) {
            return Reply.of(NtStatus.NOT_SUPPORTED);
        }
        WireWriter out = new WireWriter();
        switch (request.selector().fileInfoClass()) {
            case FILE_STANDARD_INFORMATION -> out.u64(QUOTA_BYTES).u64(0).u32(1).u8(1).u8(0).u16(0);
            case FILE_PIPE_INFORMATION -> out.u32(MESSAGE_MODE).u32(0);
            case FILE_PIPE_LOCAL_INFORMATION -> {
                out.u32(MESSAGE_TYPE).u32(FULL_DUPLEX).u32(-1).u32(1);
                out.u32(QUOTA_BYTES).u32(unreadBytes).u32(QUOTA_BYTES).u32(QUOTA_BYTES);
                out.u32(CONNECTED_STATE).u32(0);
            }
            default -> {
                return Reply.of(NtStatus.INVALID_INFO_CLASS);
            }
        }
        ByteBuffer bytes = out.toBuffer();
        if (bytes.remaining() > request.outputBufferLength()) {
            return Reply.of(NtStatus.INFO_LENGTH_MISMATCH);
        }
        return Reply.of(new QueryInfo.Response(bytes));
    }
}
