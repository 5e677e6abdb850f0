package io.onehop.trials.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a client and a node and spoils what goes through: changes a bit of one message, or
 * stops to read. SMB messages are cut by the four bytes of length before each.
 */
public final class TcpProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final TrialNode target;
    private final int port;
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicInteger changed = new AtomicInteger();
    private final AtomicLong answered = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile int changeFrom = Integer.MAX_VALUE;
    private volatile int changeLongerThanBytes;
    private volatile long readLimit = Long.MAX_VALUE;

    public TcpProxy(TrialNode target, int port) {
        this.target = target;
        this.port = port;
        try {
            listener = new ServerSocket(0, 16, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /**
     * Changes the last bit of every message of the client from this one on, the first is 1, that is
     * longer than so many bytes.
     */
    public TcpProxy changing(int fromMessage, int longerThanBytes) {
        changeFrom = fromMessage;
        changeLongerThanBytes = longerThanBytes;
        return this;
    }

    /** Reads no more from the node after so many bytes. */
    public TcpProxy readingAtMost(long bytes) {
        readLimit = bytes;
        return this;
    }

    public int changed() {
        return changed.get();
    }

    /** Bytes that the node has answered so far. */
    public long answered() {
        return answered.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket node = new Socket(InetAddress.ofLiteral(target.address()), port);
                Thread.ofVirtual().start(() -> pump(client, node, true));
                Thread.ofVirtual().start(() -> pump(node, client, false));
            }
        } catch (IOException e) {
            closed.countDown(); // closed by the test, or the node is gone: the client sees it
        }
    }

    private void pump(Socket from, Socket to, boolean fromClient) {
        try (from;
                to) {
            if (fromClient) {
                pumpMessages(from.getInputStream(), to.getOutputStream());
            } else {
                pumpBytes(from.getInputStream(), to.getOutputStream());
            }
        } catch (IOException e) {
            answered.get(); // either side went away: the other is closed with it
        }
    }

    private void pumpMessages(InputStream in, OutputStream out) throws IOException {
        while (true) {
            byte[] length = in.readNBytes(4);
            if (length.length < 4) {
                return;
            }
            int bytes = (length[1] & 0xff) << 16 | (length[2] & 0xff) << 8 | (length[3] & 0xff);
            byte[] message = in.readNBytes(bytes);
            boolean due = messages.incrementAndGet() >= changeFrom;
            if (due && message.length > changeLongerThanBytes) {
                message[message.length - 1] ^= 1;
                changed.incrementAndGet();
            }
            out.write(length);
            out.write(message);
            out.flush();
        }
    }

    private void pumpBytes(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        while (true) {
            if (answered.get() >= readLimit) {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return;
            }
            int got = in.read(buffer);
            if (got < 0) {
                return;
            }
            answered.addAndGet(got);
            out.write(buffer, 0, got);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
