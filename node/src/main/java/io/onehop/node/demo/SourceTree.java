package io.onehop.node.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/**
 * The files that are copied: real ones of this machine, as far as it has them, copied to a folder
 * of our own so that nobody changes them, with their SHA-256. What is missing is made from a seed.
 */
public final class SourceTree {
    /**
     * How much there must be.
     *
     * @param partBytes of the part that is copied more than once
     */
    record Need(int files, long bytes, long partBytes) {
        static final Need USUAL = new Need(2_100, 510L << 20, 200L << 20);
    }

    /** The part that is copied more than once: the JDK's files. */
    private static final String PART = "jdk";

    private static final long SEED = 20_121_130;
    private static final long SMALL_BYTES = 256 << 10;
    private static final long LARGEST_BYTES = 160L << 20;
    private static final int MADE_SMALL_BYTES = 8 << 10;
    private static final int MADE_LARGE_BYTES = 16 << 20;
    private static final int BLOCK_BYTES = 1 << 20;

    /** Names that a client of Windows could not use. */
    private static final Pattern UNFIT =
            Pattern.compile(".*[\\x00-\\x1f\"*:<>?\\\\|\\x7f].*|.*[. ]");

    private final Path root;
    private final Need need;
    private final LongConsumer progress;
    private final Map<String, String> sha256 = new HashMap<>();

    /** Directories by their name without case: two that differ only in case would become one. */
    private final Map<String, Path> spellings = new HashMap<>();

    private long bytes;
    private long partBytes;

    private SourceTree(Path root, Need need, LongConsumer progress) {
        this.root = root;
        this.need = need;
        this.progress = progress;
    }

    /**
     * Collects.
     *
     * @param root where the copies go
     * @param jdk the home of a JDK
     * @param others where other files are looked for, in this order
     */
    static SourceTree collect(
            Path root, Need need, Path jdk, List<Path> others, LongConsumer progress)
            throws IOException {
        SourceTree tree = new SourceTree(root, need, progress);
        tree.partBytes = tree.take(jdk, PART, f -> f.size <= need.partBytes - f.before);
        for (Path each : others) {
            String under = String.valueOf(each.getFileName());
            tree.take(each, under, f -> f.size <= SMALL_BYTES && tree.fewFiles());
        }
        for (Path each : others) {
            String under = String.valueOf(each.getFileName());
            tree.take(each, under, f -> f.size > SMALL_BYTES && tree.fewBytes());
        }
        tree.make();
        return tree;
    }

    /** A file that could be taken, and what was taken of the same directory before. */
    private record Candidate(long size, long before) {}

    /** Whether to take it. */
    private interface Choice {
        boolean takes(Candidate file);
    }

    private boolean fewFiles() {
        return sha256.size() < need.files;
    }

    private boolean fewBytes() {
        return bytes < need.bytes;
    }

    private boolean isFull() {
        return !fewFiles() && !fewBytes();
    }

    /** Takes what is chosen below a directory; gives the bytes. */
    private long take(Path from, String under, Choice choice) throws IOException {
        long taken = 0;
        List<Path> left = new ArrayList<>(List.of(from));
        while (!left.isEmpty() && !isFull()) {
            List<Path> below = new ArrayList<>();
            for (Path each : list(left.removeLast())) {
                Path target = root.resolve(under).resolve(from.relativize(each).toString());
                if (UNFIT.matcher(String.valueOf(each.getFileName())).matches()) {
                    continue;
                }
                if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                    if (each.equals(root) || !target.equals(spelling(target))) {
                        continue;
                    }
                    below.add(each);
                } else if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)
                        && Files.isReadable(each)) {
                    long size = Files.size(each);
                    boolean fits = size <= LARGEST_BYTES && !sha256.containsKey(name(target));
                    if (fits
                            && choice.takes(new Candidate(size, taken))
                            && target.equals(spelling(target))) {
                        try (InputStream in = Files.newInputStream(each)) {
                            taken += copy(in, target);
                        }
                    }
                }
            }
            left.addAll(below.reversed());
        }
        return taken;
    }

    /** In the order of the names, so that the same machine gives the same tree. */
    private static List<Path> list(Path directory) throws IOException {
        List<Path> all = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return all;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(all::add);
        } catch (AccessDeniedException e) {
            // Not this user's: there are others.
            return List.of();
        }
        all.sort(null);
        return all;
    }

    private Path spelling(Path target) {
        Path known = spellings.putIfAbsent(target.toString().toLowerCase(Locale.ROOT), target);
        return known == null ? target : known;
    }

    private String name(Path target) {
        return root.relativize(target).toString().replace('\\', '/');
    }

    private long copy(InputStream in, Path target) throws IOException {
        Path folder = target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        MessageDigest digest = Sha256.begin();
        byte[] block = new byte[BLOCK_BYTES];
        long copied = 0;
        try (OutputStream out = Files.newOutputStream(target)) {
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                digest.update(block, 0, n);
                out.write(block, 0, n);
                copied += n;
                progress.accept(n);
            }
        }
        sha256.put(name(target), HexFormat.of().formatHex(digest.digest()));
        bytes += copied;
        return copied;
    }

    /** Makes what this machine does not have. */
    private void make() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; fewFiles() || fewBytes(); i++) {
            int size = fewBytes() && i % 8 == 0 ? MADE_LARGE_BYTES : MADE_SMALL_BYTES;
            byte[] content = new byte[size];
            random.nextBytes(content);
            Path target =
                    root.resolve("made")
                            .resolve(String.format(Locale.ROOT, "%02d", i / 100))
                            .resolve(String.format(Locale.ROOT, "%05d.bin", i));
            try (InputStream in = new ByteArrayInputStream(content)) {
                copy(in, target);
            }
        }
    }

    /** The folder with all files. */
    public Path root() {
        return root;
    }

    /** The SHA-256 of each file by its name from the root, with slashes. */
    public Map<String, String> all() {
        return Map.copyOf(sha256);
    }

    public long bytes() {
        return bytes;
    }

    /** The folder of the part that is copied more than once; large files, most of them. */
    public Path part() {
        return root.resolve(PART);
    }

    /** As {@link #all}, of the part. */
    public Map<String, String> partFiles() {
        Map<String, String> files = new HashMap<>();
        String prefix = PART + "/";
        sha256.forEach(
                (name, hash) -> {
                    if (name.startsWith(prefix)) {
                        files.put(name.substring(prefix.length()), hash);
                    }
                });
        return files;
    }

    public long partBytes() {
        return partBytes;
    }
}
