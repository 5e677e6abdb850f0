package io.onehop.node.demo;

import io.onehop.client.InDoubtException;
import io.onehop.client.OpenMode;
import io.onehop.client.RemoteFile;
import io.onehop.client.Share;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes blocks to a file of a share and reads earlier ones back, without a break, and knows what
 * each block must hold. Measures the longest time between two answers. Its own thread works; the
 * others ask.
 */
public final class CheckedLoad implements AutoCloseable {
    private static final int BLOCK_BYTES = 64 << 10;
    private static final int SLOTS = 512;
    private static final int FLUSH_EVERY = 64;
    private static final long SEED = 445;

    private final Share share;
    private final String path;
    private final Thread thread;
    // Of the working thread, and of others when it has ended.
    private final long[] versions = new long[SLOTS];

    // Guarded by this.
    private boolean ending;
    private long answers;
    private long lastAnswerNanos;
    private long longestNanos;
    private long rewritten;
    private @Nullable String failure;

    private CheckedLoad(Share share, String path) {
        this.share = share;
        this.path = path;
        this.thread = Thread.ofPlatform().name("load").daemon().unstarted(this::work);
    }

    public static CheckedLoad start(Share share, String path) {
        CheckedLoad load = new CheckedLoad(share, path);
        load.lastAnswerNanos = System.nanoTime();
        load.thread.start();
        return load;
    }

    public String path() {
        return path;
    }

    /** Forgets the longest pause and begins to look for a new one. */
    public synchronized void mark() {
        longestNanos = 0;
    }

    /** The longest time between two answers since the mark. */
    public synchronized double longestPauseMillis() {
        return longestNanos / 1e6;
    }

    /** How many operations were answered in all. */
    public synchronized long answers() {
        return answers;
    }

    /** Blocks that had to be written again because their node was lost before a flush. */
    public synchronized long rewritten() {
        return rewritten;
    }

    /** Waits until so many more operations were answered. */
    public void awaitAnswers(long more, int seconds) throws InterruptedException, NotSeenException {
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        synchronized (this) {
            long wanted = answers + more;
            while (answers < wanted) {
                check();
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new NotSeenException("the load got no further within " + seconds + " s");
                }
                wait(left);
            }
        }
    }

    /** Fails if the load met an error or wrong data. */
    public synchronized void check() throws NotSeenException {
        if (failure != null) {
            throw new NotSeenException("the load failed: " + failure);
        }
    }

    private synchronized boolean goesOn() {
        return !ending;
    }

    private synchronized void answered() {
        long now = System.nanoTime();
        longestNanos = Math.max(longestNanos, now - lastAnswerNanos);
        lastAnswerNanos = now;
        answers++;
        notifyAll();
    }

    private synchronized void failed(String why) {
        failure = why;
        notifyAll();
    }

    private void work() {
        SplittableRandom random = new SplittableRandom(SEED);
        ByteBuffer read = ByteBuffer.allocate(BLOCK_BYTES);
        try (RemoteFile file = share.open(path, OpenMode.READ_WRITE)) {
            for (long i = 1; goesOn(); i++) {
                int slot = (int) (i % SLOTS);
                versions[slot] = i;
                file.write((long) slot * BLOCK_BYTES, content(i));
                answered();
                int other = random.nextInt(SLOTS);
                if (versions[other] != 0 && !holds(file, other, read)) {
                    failed("block " + other + " holds wrong data");
                    return;
                }
                if (i % FLUSH_EVERY == 0) {
                    flush(file, read);
                }
            }
            flush(file, read);
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        }
    }

    private boolean holds(RemoteFile file, int slot, ByteBuffer read) throws IOException {
        int count = file.read((long) slot * BLOCK_BYTES, read.clear());
        answered();
        return count == BLOCK_BYTES && read.flip().equals(content(versions[slot]));
    }

    private void flush(RemoteFile file, ByteBuffer read) throws IOException {
        try {
            file.flush();
            answered();
        } catch (InDoubtException e) {
            // What was not on stable storage may be gone: look, and write it again.
            answered();
            for (int slot = 0; slot < SLOTS; slot++) {
                if (versions[slot] != 0 && !holds(file, slot, read)) {
                    file.write((long) slot * BLOCK_BYTES, content(versions[slot]));
                    answered();
                    synchronized (this) {
                        rewritten++;
                    }
                }
            }
            file.flush();
        }
    }

    private static ByteBuffer content(long version) {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        SplittableRandom random = new SplittableRandom(SEED + version);
        while (block.hasRemaining()) {
            block.putLong(random.nextLong());
        }
        return block.flip();
    }

    /** What the file must have, once the load has ended. */
    public String sha256() {
        MessageDigest digest = Sha256.begin();
        int last = SLOTS - 1;
        while (last >= 0 && versions[last] == 0) {
            last--;
        }
        for (int slot = 0; slot <= last; slot++) {
            digest.update(
                    versions[slot] == 0
                            ? ByteBuffer.allocate(BLOCK_BYTES)
                            : content(versions[slot]));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Ends the load; what it wrote is on stable storage then, or it has failed. */
    public void finish() throws InterruptedException, NotSeenException {
        synchronized (this) {
            ending = true;
        }
        thread.join();
        check();
    }

    @Override
    public void close() {
        synchronized (this) {
            ending = true;
        }
    }
}
