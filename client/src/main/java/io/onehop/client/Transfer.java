package io.onehop.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Copies files and trees between this machine and a share: several files at once, each in pipelined
 * blocks. A file of which a write or a flush is in doubt is copied again from its beginning. Each
 * object does one transfer.
 */
public final class Transfer {
    private static final int MOST_ATTEMPTS = 4;

    /** What file systems and servers may round the times of files to. */
    private static final Duration SAME_TIME = Duration.ofSeconds(2);

    private final TransferOptions options;
    private final Progress progress;
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong filesTotal = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong bytesTotal = new AtomicLong();
    private final AtomicLong unchanged = new AtomicLong();
    private final AtomicLong deleted = new AtomicLong();
    private final AtomicLong restarted = new AtomicLong();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    public Transfer(TransferOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    private interface Copy {
        void copy(LongConsumer moved) throws IOException;
    }

    private record Job(String name, long sizeBytes, Copy copy) {}

    private record LocalTree(List<String> directories, Map<String, BasicFileAttributes> files) {}

    /** Copies a file or a tree to a path on the share, over what is there. */
    public TransferResult put(Path source, Share share, String target) throws IOException {
        long started = System.nanoTime();
        String to = Paths.clean(target);
        if (!Files.isDirectory(source)) {
            share.makeDirectories(Paths.parent(to));
            run(List.of(putJob(source, share, to, Files.size(source))));
            return result(started);
        }
        LocalTree tree = scan(source);
        share.makeDirectories(to);
        for (String each : tree.directories) {
            share.makeDirectories(Paths.join(to, each));
        }
        List<Job> jobs = new ArrayList<>();
        tree.files.forEach(
                (path, known) ->
                        jobs.add(
                                putJob(
                                        source.resolve(path),
                                        share,
                                        Paths.join(to, path),
                                        known.size())));
        run(jobs);
        return result(started);
    }

    /** Copies a file or a tree from the share, over what is there. */
    public TransferResult get(Share share, String source, Path target) throws IOException {
        long started = System.nanoTime();
        FileEntry entry = share.stat(source);
        if (!entry.isDirectory()) {
            Path to = Files.isDirectory(target) ? target.resolve(entry.name()) : target;
            run(List.of(getJob(share, entry, to)));
            return result(started);
        }
        Files.createDirectories(target);
        List<Job> jobs = new ArrayList<>();
        share.walk(
                entry.path(),
                each -> {
                    Path to = local(target, entry.path(), each.path());
                    if (each.isDirectory()) {
                        Files.createDirectories(to);
                    } else {
                        jobs.add(getJob(share, each, to));
                    }
                });
        run(jobs);
        return result(started);
    }

    /**
     * Makes a directory on the share like one here: copies what differs in size or time of the last
     * write, deletes what is not here.
     */
    public TransferResult mirror(Path source, Share share, String target) throws IOException {
        long started = System.nanoTime();
        String to = Paths.clean(target);
        LocalTree tree = scan(source);
        share.makeDirectories(to);
        Map<String, FileEntry> there = new HashMap<>();
        share.walk(to, each -> there.put(key(relative(to, each.path())), each));
        Map<String, Boolean> here = new HashMap<>();
        tree.directories.forEach(each -> here.put(key(each), true));
        tree.files.keySet().forEach(each -> here.put(key(each), false));
        deleteExtras(share, there, here);
        for (String each : tree.directories) {
            share.makeDirectories(Paths.join(to, each));
        }
        List<Job> jobs = new ArrayList<>();
        tree.files.forEach(
                (path, known) -> {
                    FileEntry old = there.get(key(path));
                    if (old != null && !old.isDirectory() && isSame(old, known)) {
                        unchanged.incrementAndGet();
                    } else {
                        jobs.add(
                                putJob(
                                        source.resolve(path),
                                        share,
                                        Paths.join(to, path),
                                        known.size()));
                    }
                });
        run(jobs);
        return result(started);
    }

    private void deleteExtras(
            Share share, Map<String, FileEntry> there, Map<String, Boolean> hereIsDirectory)
            throws IOException {
        List<FileEntry> extras = new ArrayList<>();
        there.forEach(
                (path, entry) -> {
                    Boolean directory = hereIsDirectory.get(path);
                    if (directory == null || directory != entry.isDirectory()) {
                        extras.add(entry);
                    }
                });
        // Those deep down first, so that directories are empty when their turn comes.
        extras.sort((a, b) -> Integer.compare(depth(b), depth(a)));
        for (FileEntry each : extras) {
            share.delete(each.path());
            deleted.incrementAndGet();
        }
    }

    private static int depth(FileEntry entry) {
        return (int) entry.path().chars().filter(c -> c == '/').count();
    }

    private static String key(String path) {
        return path.toLowerCase(Locale.ROOT);
    }

    private static boolean isSame(FileEntry there, BasicFileAttributes here) {
        Instant modified = here.lastModifiedTime().toInstant();
        return there.sizeBytes() == here.size()
                && Duration.between(there.modified(), modified).abs().compareTo(SAME_TIME) <= 0;
    }

    private static LocalTree scan(Path root) throws IOException {
        List<String> directories = new ArrayList<>();
        Map<String, BasicFileAttributes> files = new HashMap<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes known) {
                        if (!directory.equals(root)) {
                            directories.add(name(directory));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes known) {
                        if (known.isRegularFile()) {
                            files.put(name(file), known);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    private String name(Path path) {
                        return root.relativize(path).toString().replace('\\', '/');
                    }
                });
        return new LocalTree(directories, files);
    }

    private static String relative(String directory, String path) {
        return directory.isEmpty() ? path : path.substring(directory.length() + 1);
    }

    /** Where an entry goes; names of a server must not lead out of the target. */
    private static Path local(Path target, String directory, String path) throws IOException {
        Path to = target.resolve(relative(directory, path)).normalize();
        if (!to.startsWith(target.normalize())) {
            throw new IOException("a listing leads out of " + target + ": " + path);
        }
        return to;
    }

    private Job putJob(Path source, Share share, String target, long sizeBytes) {
        return new Job(
                target,
                sizeBytes,
                moved -> {
                    byte[] sent = FileCopy.put(source, share, target, options, moved);
                    if (options.verify()) {
                        compare(target, sent, FileCopy.digest(share, target));
                    }
                });
    }

    private Job getJob(Share share, FileEntry source, Path target) {
        return new Job(
                source.path(),
                source.sizeBytes(),
                moved -> {
                    byte[] read = FileCopy.get(share, source, target, moved);
                    if (options.verify()) {
                        compare(source.path(), read, FileCopy.digest(target));
                    }
                });
    }

    private static void compare(String name, byte[] expected, byte[] found) throws IOException {
        HexFormat hex = HexFormat.of();
        if (!hex.formatHex(expected).equals(hex.formatHex(found))) {
            throw new IOException(name + " differs after copying");
        }
    }

    private void run(List<Job> jobs) throws IOException {
        filesTotal.set(jobs.size());
        bytesTotal.set(jobs.stream().mapToLong(Job::sizeBytes).sum());
        Semaphore slots = new Semaphore(options.parallelFiles());
        try {
            for (Job job : jobs) {
                slots.acquire();
                Thread.ofVirtual()
                        .name("copy " + job.name)
                        .start(
                                () -> {
                                    try {
                                        run(job);
                                    } finally {
                                        slots.release();
                                    }
                                });
            }
            slots.acquire(options.parallelFiles());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while copying");
        }
    }

    private void run(Job job) {
        for (int attempt = 1; ; attempt++) {
            AtomicLong moved = new AtomicLong();
            try {
                job.copy.copy(
                        count -> {
                            moved.addAndGet(count);
                            bytes.addAndGet(count);
                            tell(job);
                        });
                files.incrementAndGet();
                tell(job);
                return;
            } catch (InDoubtException e) {
                bytes.addAndGet(-moved.get());
                restarted.incrementAndGet();
                if (attempt == MOST_ATTEMPTS) {
                    failures.add(job.name + ": " + e.getMessage());
                    return;
                }
            } catch (IOException e) {
                failures.add(job.name + ": " + e.getMessage());
                return;
            }
        }
    }

    private void tell(Job job) {
        progress.moved(
                new Progress.State(
                        files.get(), filesTotal.get(), bytes.get(), bytesTotal.get(), job.name));
    }

    private TransferResult result(long startedNanos) {
        return new TransferResult(
                files.get(),
                bytes.get(),
                unchanged.get(),
                deleted.get(),
                restarted.get(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos),
                failures);
    }
}
