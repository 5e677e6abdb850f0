package io.onehop.server.handler;

import io.onehop.base.Limits;
import io.onehop.server.open.Locking;
import io.onehop.server.open.MustWait;
import io.onehop.server.open.Open;
import io.onehop.server.open.OpenMode;
import io.onehop.server.open.Oplocks;
import io.onehop.server.open.Use;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.StoredStream;
import io.onehop.volume.VolumeException;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.ChangeNotify;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Write;
import java.nio.ByteBuffer;

/** [MS-SMB2] 3.3.5.13, [MS-FSA] 2.1.5.4 */
public final class WriteHandler implements Handler<Write.Request> {
    private static final int FILE_CHANGES =
            ChangeNotify.FILE_NOTIFY_CHANGE_SIZE | ChangeNotify.FILE_NOTIFY_CHANGE_LAST_WRITE;
    private static final int STREAM_CHANGES =
            ChangeNotify.FILE_NOTIFY_CHANGE_STREAM_SIZE
                    | ChangeNotify.FILE_NOTIFY_CHANGE_STREAM_WRITE;

    @Override
    public Reply handle(Write.Request request, RequestContext context)
            throws SmbException, VolumeException {
        Open open = context.open(request.fileId());
        OpenMode mode = open.mode();
        open.require(AccessMask.FILE_WRITE_DATA | AccessMask.FILE_APPEND_DATA);
        if (mode.directory()) {
            throw new SmbException(NtStatus.INVALID_DEVICE_REQUEST);
        }
        long length = request.data().remaining();
        if (length > Limits.MAX_IO_BYTES
                || request.channel().channel() != Read.CHANNEL_NONE
                || request.offset() < 0
                || request.offset() > Long.MAX_VALUE - length) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        Dialect dialect = context.session().client().dialect();
        boolean through = writesThrough(request.flags(), dialect, mode);
        if (length == 0) {
            return Reply.of(new Write.Response(0));
        }
        try {
            return write(request.data(), request.offset(), open, through);
        } catch (MustWait wait) {
            // The request's memory is not ours once the client was told to wait.
            ByteBuffer copy = ByteBuffer.allocate((int) length).put(request.data()).flip();
            return Guarded.attempt(
                    context.volume(),
                    () -> write(copy.duplicate(), request.offset(), open, through));
        }
    }

    /** Whether the data must be on stable storage before the reply. */
    private static boolean writesThrough(int flags, Dialect dialect, OpenMode mode)
            throws SmbException {
        boolean asked = (flags & Write.FLAG_WRITE_THROUGH) != 0;
        boolean unbuffered = mode.hasOption(Create.FILE_NO_INTERMEDIATE_BUFFERING);
        boolean allowed =
                switch (dialect) {
                    case SMB_2_0_2 -> true;
                    case SMB_2_1, SMB_3_0 -> unbuffered;
                    case SMB_3_0_2, SMB_3_1_1 ->
                            unbuffered || (flags & Write.FLAG_WRITE_UNBUFFERED) != 0;
                };
        if (asked && !allowed) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        return (asked && dialect != Dialect.SMB_2_0_2) || mode.hasOption(Create.FILE_WRITE_THROUGH);
    }

    private static Reply write(ByteBuffer data, long offset, Open open, boolean through)
            throws SmbException, VolumeException, MustWait {
        try (Use _ = open.enter()) {
            int length = data.remaining();
            StoredStream stream = open.data();
            open.file().breakFor(Oplocks.Operation.WRITE, open);
            Locking.checkWrite(open, offset, length);
            open.changeData(() -> stream.write(data, offset));
            open.position(offset + length);
            open.modified(open.mode().streamName().isEmpty() ? FILE_CHANGES : STREAM_CHANGES);
            if (through) {
                stream.flush();
            }
            return Reply.of(new Write.Response(length));
        }
    }
}
