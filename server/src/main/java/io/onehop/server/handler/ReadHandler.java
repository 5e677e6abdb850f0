package io.onehop.server.handler;

import io.onehop.base.Limits;
import io.onehop.server.open.BufferPool;
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
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.Read;
import java.nio.ByteBuffer;

/** [MS-SMB2] 3.3.5.12, [MS-FSA] 2.1.5.3 */
public final class ReadHandler implements Handler<Read.Request> {
    /** What is copied on a connection's own thread: more would hold up others for long. */
    private static final int AT_ONCE_BYTES = 1 << 20;

    /** Where the bytes come from: a stream, with or without waiting for it. */
    @FunctionalInterface
    private interface Source {
        int read(StoredStream stream, ByteBuffer into, long offset)
                throws VolumeException, SmbException;
    }

    @Override
    public Reply handle(Read.Request request, RequestContext context)
            throws SmbException, VolumeException {
        Open open = check(request, context);
        return Guarded.attempt(context.volume(), () -> read(request, open, StoredStream::read));
    }

    /**
     * As {@link #handle} on a thread that must not block.
     *
     * @throws SmbException CANT_WAIT when it would
     */
    Reply handleAtOnce(Read.Request request, RequestContext context)
            throws SmbException, VolumeException {
        if (request.length() > AT_ONCE_BYTES) {
            throw new SmbException(NtStatus.CANT_WAIT);
        }
        Open open = check(request, context);
        try {
            return read(request, open, ReadHandler::atOnce);
        } catch (MustWait e) {
            throw new SmbException(NtStatus.CANT_WAIT);
        }
    }

    private static int atOnce(StoredStream stream, ByteBuffer into, long offset)
            throws VolumeException, SmbException {
        int count = stream.readAtOnce(into, offset);
        if (count == StoredStream.WOULD_WAIT) {
            throw new SmbException(NtStatus.CANT_WAIT);
        }
        return count;
    }

    private static Open check(Read.Request request, RequestContext context) throws SmbException {
        Open open = context.open(request.fileId());
        open.require(AccessMask.FILE_READ_DATA | AccessMask.FILE_EXECUTE);
        if (open.mode().directory()) {
            throw new SmbException(NtStatus.INVALID_DEVICE_REQUEST);
        }
        if (request.length() > Limits.MAX_IO_BYTES
                || request.channel().channel() != Read.CHANNEL_NONE
                || request.offset() < 0
                || request.offset() > Long.MAX_VALUE - request.length()) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        return open;
    }

    private static Reply read(Read.Request request, Open open, Source source)
            throws SmbException, VolumeException, MustWait {
        try (Use _ = open.enter()) {
            open.file().breakFor(Oplocks.Operation.READ, open);
            int length = (int) request.length();
            Locking.checkRead(open, request.offset(), length);
            BufferPool.Lent lent = open.file().volume().runtime().buffers().lend(length);
            boolean sent = false;
            try {
                ByteBuffer memory = lent.memory();
                int count = length == 0 ? 0 : source.read(open.data(), memory, request.offset());
                boolean nothing = count == 0 && length > 0;
                if (nothing || count < request.minimumCount()) {
                    throw new SmbException(NtStatus.END_OF_FILE);
                }
                open.position(request.offset() + count);
                memory.flip();
                sent = true;
                return new Reply.Success(
                        NtStatus.SUCCESS, new Read.Response(memory), lent.release());
            } finally {
                if (!sent) {
                    lent.release().run();
                }
            }
        }
    }
}
