package io.onehop.trials.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A network between a client and a node that may keep what the client sends for as long as it
 * likes, and delivers it after all, even if the client has given the connection up.
 */
public final class SlowWire implements AutoCloseable {
    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final AtomicLong kept = new AtomicLong();
    private volatile CountDownLatch open = new CountDownLatch(0);

    public SlowWire(InetSocketAddress target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 16, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Where the client connects to. */
    public InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    /** Keeps what the client sends from now on. */
    public void hold() {
        open = new CountDownLatch(1);
    }

    /** Delivers it. */
    public void release() {
        open.countDown();
    }

    /** Bytes that had to wait. */
    public long kept() {
        return kept.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket node = new Socket(target.getAddress(), target.getPort());
                Thread.ofVirtual().start(() -> toNode(client, node));
                Thread.ofVirtual().start(() -> toClient(client, node));
            }
        } catch (IOException e) {
            release(); // closed by the test, or the node is gone: the client sees it
        }
    }

    private void toNode(Socket client, Socket node) {
        byte[] buffer = new byte[1 << 16];
        try {
            InputStream in = client.getInputStream();
            OutputStream out = node.getOutputStream();
            for (int got = read(in, buffer); got >= 0; got = read(in, buffer)) {
                CountDownLatch gate = open;
                if (gate.getCount() > 0) {
                    kept.addAndGet(got);
                    gate.await();
                }
                out.write(buffer, 0, got);
            }
            // Not closed: that would take back what the node has not read yet.
            node.shutdownOutput();
        } catch (IOException e) {
            release(); // the node is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A connection that was reset has ended. */
    private static int read(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            return -1;
        }
    }

    private static void toClient(Socket client, Socket node) {
        byte[] buffer = new byte[1 << 16];
        boolean listens = true;
        try (client;
                node) {
            InputStream in = node.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int got = read(in, buffer); got >= 0; got = read(in, buffer)) {
                if (listens) {
                    listens = written(out, buffer, got);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean written(OutputStream out, byte[] buffer, int count) {
        try {
            out.write(buffer, 0, count);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        release();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
