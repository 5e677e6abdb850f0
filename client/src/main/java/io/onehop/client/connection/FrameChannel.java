package io.onehop.client.connection;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.IntSupplier;

/**
 * Frames over TCP: a zero byte and 24 bits of length before each. [MS-SMB2] 2.1. One reader and one
 * writer.
 */
final class FrameChannel implements Closeable {
    private static final int HEADER_BYTES = 4;
    private static final int BUFFER_BYTES = 64 << 10;

    private final SocketChannel channel;
    private final ByteBuffer buffered = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private final ByteBuffer readHeader = ByteBuffer.allocate(HEADER_BYTES);

    private FrameChannel(SocketChannel channel) {
        this.channel = channel;
    }

    static FrameChannel connect(InetSocketAddress address, int timeoutMillis) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            channel.socket().connect(address, timeoutMillis);
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot connect to " + address + ": " + e.getMessage(), e);
        }
        return new FrameChannel(channel);
    }

    InetAddress localAddress() throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getAddress();
    }

    /**
     * The next frame, in memory of its own.
     *
     * @param most bytes of a frame, asked when it has come
     */
    ByteBuffer read(IntSupplier most) throws IOException {
        readHeader.clear();
        fill(readHeader);
        int header = readHeader.flip().getInt();
        if (header >>> 24 != 0) {
            throw new IOException("no SMB frame: " + Integer.toHexString(header));
        }
        int mostBytes = most.getAsInt();
        if (header > mostBytes) {
            throw new IOException("frame of " + header + " bytes, at most " + mostBytes);
        }
        ByteBuffer frame = ByteBuffer.allocate(header);
        fill(frame);
        return frame.flip();
    }

    /** Writes one frame, given in parts. */
    void write(ByteBuffer... parts) throws IOException {
        int length = 0;
        ByteBuffer[] all = new ByteBuffer[parts.length + 1];
        for (int i = 0; i < parts.length; i++) {
            all[i + 1] = parts[i].duplicate();
            length += parts[i].remaining();
        }
        all[0] = ByteBuffer.allocate(HEADER_BYTES).putInt(length).flip();
        long left = HEADER_BYTES + (long) length;
        while (left > 0) {
            left -= channel.write(all);
        }
    }

    private void fill(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (buffered.hasRemaining()) {
                int count = Math.min(buffered.remaining(), target.remaining());
                target.put(target.position(), buffered, buffered.position(), count);
                target.position(target.position() + count);
                buffered.position(buffered.position() + count);
            } else if (target.remaining() >= BUFFER_BYTES) {
                ended(channel.read(target));
            } else {
                buffered.clear();
                int count = channel.read(buffered);
                buffered.flip();
                ended(count);
            }
        }
    }

    private static void ended(int count) throws EOFException {
        if (count < 0) {
            throw new EOFException("the server closed the connection");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
