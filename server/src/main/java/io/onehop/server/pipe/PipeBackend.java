package io.onehop.server.pipe;

import io.onehop.base.Limits;
import io.onehop.rpc.RpcCaller;
import io.onehop.rpc.RpcPeer;
import io.onehop.rpc.RpcService;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestMessage;
import io.onehop.server.serve.TreeBackend;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Flush;
import io.onehop.wire.smb2.FsctlCode;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OpenInformation;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.QueryInfo;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.Response;
import io.onehop.wire.smb2.SetInfo;
import io.onehop.wire.smb2.Write;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tree of IPC$. Called by one thread at a time; what a pipe does happens on the pipe's
 * executor.
 */
public final class PipeBackend implements TreeBackend {
    private static final Logger LOG = LoggerFactory.getLogger(PipeBackend.class);

    /** Pipes' ids are apart from those of files. */
    private static final AtomicLong LAST_ID = new AtomicLong(0x7F00_0000_0000_0000L);

    private static final int FILE_ATTRIBUTE_NORMAL = 0x80;
    private static final int PIPE_WAIT_FIXED_BYTES = 14;

    private final PipeServices services;
    private final Supplier<RpcPeer> peer;
    private final Map<FileId, Pipe> pipes = new HashMap<>();

    /**
     * @param peer whom pipes are opened for at the moment
     */
    public PipeBackend(PipeServices services, Supplier<RpcPeer> peer) {
        this.services = services;
        this.peer = peer;
    }

    @Override
    public void execute(RequestMessage message, Consumer<Reply> sink) {
        try {
            WireReader in = new WireReader(message.bytes());
            in.seek(Header.LENGTH);
            execute(Request.decode(message.header(), in), sink);
        } catch (MalformedMessageException e) {
            LOG.debug("{} of a pipe: {}", message.header().command(), e.getMessage());
            sink.accept(Reply.of(NtStatus.INVALID_PARAMETER));
        }
    }

    private void execute(Request request, Consumer<Reply> sink) throws MalformedMessageException {
        switch (request) {
            case Create.Request create -> sink.accept(create(create));
            case Close.Request close -> close(close, sink);
            case Flush.Request flush ->
                    on(flush.fileId(), sink, pipe -> sink.accept(Reply.of(new Flush.Response())));
            case Read.Request read -> read(read, sink);
            case Write.Request write -> write(write, sink);
            case Ioctl.Request ioctl -> ioctl(ioctl, sink);
            case QueryInfo.Request query ->
                    on(
                            query.fileId(),
                            sink,
                            pipe -> sink.accept(PipeInformation.query(query, pipe.unreadBytes())));
            // Pipe modes are accepted and change nothing: packets are messages.
            case SetInfo.Request set ->
                    on(set.fileId(), sink, pipe -> sink.accept(Reply.of(new SetInfo.Response())));
            default -> sink.accept(Reply.of(NtStatus.NOT_SUPPORTED));
        }
    }

    private Reply create(Create.Request request) {
        RpcPeer now = peer.get();
        RpcCaller caller = now.pipeUser();
        if (caller != null && caller.anonymous() && !services.isForAnonymous(request.name())) {
            // [MS-SMB2] 3.3.5.9
            return Reply.of(NtStatus.ACCESS_DENIED);
        }
        RpcService service = services.named(request.name());
        if (service == null) {
            return Reply.of(NtStatus.OBJECT_NAME_NOT_FOUND);
        }
        if (pipes.size() >= Limits.MAX_PIPES_PER_TREE) {
            return Reply.of(NtStatus.INSUFFICIENT_RESOURCES);
        }
        long number = LAST_ID.incrementAndGet();
        FileId id = new FileId(number, number);
        pipes.put(id, new Pipe(service, now, new SerialExecutor(services.executor())));
        return Reply.of(
                new Create.Response(
                        OplockBreak.LEVEL_NONE,
                        0,
                        Create.FILE_OPENED,
                        new OpenInformation(
                                0, 0, 0, 0, PipeInformation.QUOTA_BYTES, 0, FILE_ATTRIBUTE_NORMAL),
                        id,
                        List.of()));
    }

    private void close(Close.Request request, Consumer<Reply> sink) {
        Pipe pipe = pipes.remove(request.fileId());
        if (pipe == null) {
            sink.accept(Reply.of(NtStatus.FILE_CLOSED));
            return;
        }
        pipe.owner().execute(pipe::close);
        sink.accept(Reply.of(new Close.Response(0, OpenInformation.NONE)));
    }

    private void read(Read.Request request, Consumer<Reply> sink) {
        int most = (int) Math.min(request.length(), Limits.MAX_IO_BYTES);
        Pipe.Form form =
                (status, bytes) -> new Reply.Success(status, new Read.Response(bytes), null);
        on(request.fileId(), sink, pipe -> pipe.read(most, form, sink));
    }

    private void write(Write.Request request, Consumer<Reply> sink) {
        ByteBuffer bytes = copy(request.data());
        int count = bytes.remaining();
        on(
                request.fileId(),
                sink,
                pipe -> {
                    NtStatus status = pipe.write(bytes);
                    sink.accept(
                            status.isError()
                                    ? Reply.of(status)
                                    : Reply.of(new Write.Response(count)));
                });
    }

    private void ioctl(Ioctl.Request request, Consumer<Reply> sink)
            throws MalformedMessageException {
        if ((request.flags() & Ioctl.FLAG_IS_FSCTL) == 0) {
            sink.accept(Reply.of(NtStatus.NOT_SUPPORTED));
            return;
        }
        int most = (int) Math.min(request.maxOutputResponse(), Limits.MAX_IO_BYTES);
        switch (request.ctlCode()) {
            case FsctlCode.PIPE_WAIT -> sink.accept(await(request));
            case FsctlCode.PIPE_TRANSCEIVE -> {
                Pipe.Form form =
                        (status, bytes) -> new Reply.Success(status, answer(request, bytes), null);
                ByteBuffer input = copy(request.input());
                on(request.fileId(), sink, pipe -> pipe.transceive(input, most, form, sink));
            }
            case FsctlCode.PIPE_PEEK ->
                    on(request.fileId(), sink, pipe -> sink.accept(peek(request, pipe, most)));
            default -> sink.accept(Reply.of(NtStatus.INVALID_DEVICE_REQUEST));
        }
    }

    /** FSCTL_PIPE_WAIT: an instance can always be had. [MS-FSCC] 2.3.49. */
    private Reply await(Ioctl.Request request) throws MalformedMessageException {
        if (!request.fileId().isAny()) {
            return Reply.of(NtStatus.INVALID_PARAMETER);
        }
        WireReader in = new WireReader(request.input());
        if (in.remaining() < PIPE_WAIT_FIXED_BYTES) {
            return Reply.of(NtStatus.OBJECT_NAME_NOT_FOUND);
        }
        in.skip(8);
        long length = in.u32();
        in.skip(2);
        return services.named(in.utf16(length)) == null
                ? Reply.of(NtStatus.OBJECT_NAME_NOT_FOUND)
                : Reply.of(answer(request, ByteBuffer.allocate(0)));
    }

    /** FSCTL_PIPE_PEEK. [MS-FSCC] 2.3.46. */
    private static Reply peek(Ioctl.Request request, Pipe pipe, int most) {
        WireWriter out = new WireWriter();
        ByteBuffer next = pipe.peek();
        if (next == null && pipe.isBroken()) {
            return Reply.of(NtStatus.PIPE_DISCONNECTED);
        }
        int length = next == null ? 0 : next.remaining();
        out.u32(PipeInformation.CONNECTED_STATE).u32(pipe.unreadBytes());
        out.u32(pipe.unreadMessages()).u32(length);
        if (most < out.position()) {
            return Reply.of(NtStatus.BUFFER_TOO_SMALL);
        }
        int count = Math.min(length, most - out.position());
        if (next != null) {
            out.bytes(next.slice(next.position(), count));
        }
        NtStatus status = count < length ? NtStatus.BUFFER_OVERFLOW : NtStatus.SUCCESS;
        return new Reply.Success(status, answer(request, out.toBuffer()), null);
    }

    private static Response answer(Ioctl.Request request, ByteBuffer output) {
        return new Ioctl.Response(request.ctlCode(), request.fileId(), output);
    }

    private void on(FileId id, Consumer<Reply> sink, Consumer<Pipe> action) {
        @Nullable Pipe pipe = pipes.get(id);
        if (pipe == null) {
            sink.accept(Reply.of(NtStatus.FILE_CLOSED));
        } else {
            pipe.owner().execute(() -> action.accept(pipe));
        }
    }

    /** The request's memory is only lent until the reply, which may come before the pipe's work. */
    private static ByteBuffer copy(ByteBuffer bytes) {
        ByteBuffer out = ByteBuffer.allocate(bytes.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        return out.put(bytes.duplicate()).flip();
    }

    @Override
    public void close() {
        pipes.values().forEach(pipe -> pipe.owner().execute(pipe::close));
        pipes.clear();
    }
}
