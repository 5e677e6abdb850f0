package io.onehop.node.demo;

import io.onehop.client.FileEntry;
import io.onehop.client.OpenMode;
import io.onehop.client.RemoteFile;
import io.onehop.client.Share;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;

/** Reads trees on shares back and compares them with what they should be. */
public final class Comparison {
    private static final int AT_ONCE = 6;
    private static final int BLOCK_BYTES = 4 << 20;

    private final LongConsumer progress;
    private final List<String> differences = Collections.synchronizedList(new ArrayList<>());

    public Comparison(LongConsumer progress) {
        this.progress = progress;
    }

    /**
     * What is missing, too much or different below a directory; empty if nothing is.
     *
     * @param expected SHA-256 by name from that directory
     */
    public List<String> of(Share share, String directory, Map<String, String> expected)
            throws IOException {
        Map<String, FileEntry> there = new TreeMap<>();
        share.walk(
                directory,
                each -> {
                    if (!each.isDirectory()) {
                        there.put(each.path().substring(directory.length() + 1), each);
                    }
                });
        Set<String> names = new TreeSet<>(expected.keySet());
        names.addAll(there.keySet());
        Semaphore slots = new Semaphore(AT_ONCE);
        try {
            for (String name : names) {
                String wanted = expected.get(name);
                FileEntry entry = there.get(name);
                if (wanted == null || entry == null) {
                    differences.add(name + (entry == null ? " is missing" : " is too much"));
                    continue;
                }
                slots.acquire();
                Thread.ofVirtual()
                        .name("compare " + name)
                        .start(
                                () -> {
                                    try {
                                        compare(share, entry, wanted);
                                    } finally {
                                        slots.release();
                                    }
                                });
            }
            slots.acquire(AT_ONCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while comparing");
        }
        synchronized (differences) {
            List<String> found = List.copyOf(differences);
            differences.clear();
            return found;
        }
    }

    private void compare(Share share, FileEntry entry, String wanted) {
        try {
            if (!sha256(share, entry.path()).equals(wanted)) {
                differences.add(entry.path() + " differs");
            }
        } catch (IOException e) {
            differences.add(entry.path() + " cannot be read: " + e.getMessage());
        }
    }

    /** The SHA-256 of a file on a share. */
    public String sha256(Share share, String path) throws IOException {
        MessageDigest digest = Sha256.begin();
        try (RemoteFile in = share.open(path, OpenMode.READ)) {
            int size = Math.clamp(in.entry().sizeBytes() + 1, 1 << 10, BLOCK_BYTES);
            ByteBuffer block = ByteBuffer.allocate(size);
            long offset = 0;
            while (in.read(offset, block.clear()) > 0) {
                int count = block.flip().remaining();
                digest.update(block);
                offset += count;
                progress.accept(count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
