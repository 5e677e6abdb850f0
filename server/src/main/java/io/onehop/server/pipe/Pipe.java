package io.onehop.server.pipe;

import io.onehop.base.Limits;
import io.onehop.rpc.RpcPeer;
import io.onehop.rpc.RpcServerConnection;
import io.onehop.rpc.RpcService;
import io.onehop.rpc.RpcSink;
import io.onehop.server.serve.Reply;
import io.onehop.wire.smb2.NtStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One open of a named pipe in message mode: what the client writes goes to an RPC connection, each
 * packet that this sends is one message to be read. All methods run on the pipe's own executor.
 */
final class Pipe implements RpcSink {
    /** Makes the answer of a read: with SUCCESS or BUFFER_OVERFLOW and the bytes. */
    @FunctionalInterface
    interface Form {
        Reply reply(NtStatus status, ByteBuffer bytes);
    }

    private record Reader(int maxBytes, Form form, CompletableFuture<Reply> future) {}

    private final RpcServerConnection rpc;
    private final Executor owner;
    private final ArrayDeque<ByteBuffer> unread = new ArrayDeque<>();
    private final ArrayDeque<Reader> readers = new ArrayDeque<>();
    private long unreadBytes;
    private boolean broken;

    Pipe(RpcService service, RpcPeer peer, Executor owner) {
        this.owner = owner;
        this.rpc = new RpcServerConnection(service, peer, this, owner);
    }

    Executor owner() {
        return owner;
    }

    /** Takes bytes of the client; they are the pipe's from now on. */
    NtStatus write(ByteBuffer bytes) {
        if (broken) {
            return NtStatus.PIPE_DISCONNECTED;
        }
        rpc.onBytes(bytes);
        return NtStatus.SUCCESS;
    }

    /** Gives the next message, or the rest of one, or waits for it. */
    void read(int maxBytes, Form form, Consumer<Reply> sink) {
        if (!unread.isEmpty() && readers.isEmpty()) {
            sink.accept(take(maxBytes, form));
        } else if (broken) {
            sink.accept(Reply.of(NtStatus.PIPE_DISCONNECTED));
        } else if (readers.size() >= Limits.MAX_PIPE_READERS) {
            sink.accept(Reply.of(NtStatus.INSUFFICIENT_RESOURCES));
        } else {
            Reader reader = new Reader(maxBytes, form, new CompletableFuture<>());
            readers.add(reader);
            sink.accept(
                    new Reply.Pending(reader.future, () -> owner.execute(() -> cancel(reader))));
        }
    }

    /** FSCTL_PIPE_TRANSCEIVE: a write and the read of its answer. */
    void transceive(ByteBuffer input, int maxBytes, Form form, Consumer<Reply> sink) {
        if (!unread.isEmpty() || !readers.isEmpty()) {
            sink.accept(Reply.of(NtStatus.PIPE_BUSY));
            return;
        }
        NtStatus written = write(input);
        if (written.isError()) {
            sink.accept(Reply.of(written));
        } else {
            read(maxBytes, form, sink);
        }
    }

    boolean isBroken() {
        return broken;
    }

    int unreadMessages() {
        return unread.size();
    }

    int unreadBytes() {
        return (int) unreadBytes;
    }

    /** The next message without taking it, or null. */
    @Nullable ByteBuffer peek() {
        return unread.peek();
    }

    /** CLOSE, or the end of the tree. */
    void close() {
        rpc.onClosed();
        unread.clear();
        unreadBytes = 0;
        end(NtStatus.PIPE_CLOSING);
    }

    @Override
    public void send(ByteBuffer packet) {
        unread.add(packet.order(ByteOrder.LITTLE_ENDIAN));
        unreadBytes += packet.remaining();
        while (!unread.isEmpty() && !readers.isEmpty()) {
            Reader reader = readers.remove();
            reader.future.complete(take(reader.maxBytes, reader.form));
        }
        if (unreadBytes > Limits.MAX_PIPE_UNREAD_BYTES && !broken) {
            // A client that asks and never reads.
            broken = true;
            rpc.onClosed();
        }
    }

    @Override
    public void close(String reason) {
        end(NtStatus.PIPE_DISCONNECTED);
    }

    private void end(NtStatus status) {
        broken = true;
        while (!readers.isEmpty()) {
            readers.remove().future.complete(Reply.of(status));
        }
    }

    private void cancel(Reader reader) {
        if (readers.remove(reader)) {
            reader.future.complete(Reply.of(NtStatus.CANCELLED));
        }
    }

    private Reply take(int maxBytes, Form form) {
        ByteBuffer message = unread.element();
        int count = Math.min(maxBytes, message.remaining());
        ByteBuffer part = message.slice(message.position(), count).order(ByteOrder.LITTLE_ENDIAN);
        message.position(message.position() + count);
        unreadBytes -= count;
        if (message.hasRemaining()) {
            return form.reply(NtStatus.BUFFER_OVERFLOW, part);
        }
        unread.remove();
        return form.reply(NtStatus.SUCCESS, part);
    }
}
