package io.onehop.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.volume.VolumeException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What every store owes the server: a store's test extends this and says how its volume is opened.
 * Here is what holds for several threads; what holds for one is inherited.
 */
public abstract class VolumeContractTest extends VolumeDataContract {
    private static final int THREADS = 4;
    private static final Set<Reason> RACES =
            Set.of(
                    Reason.NAME_NOT_FOUND,
                    Reason.PATH_NOT_FOUND,
                    Reason.NAME_EXISTS,
                    Reason.HOST_DENIED,
                    Reason.IS_A_DIRECTORY,
                    Reason.DIRECTORY_NOT_EMPTY);

    private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (Future<T> future : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
                results.add(future.get());
            }
        }
        return results;
    }

    @Test
    void makesANameOnceHoweverManyTryInAnyCase() throws Exception {
        for (int round = 0; round < 50; round++) {
            String name = "Name" + round;
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (String variant : List.of(name, "NAME" + round, "name" + round, "nAmE" + round)) {
                tasks.add(
                        () -> {
                            try (StoredFile made = create(variant)) {
                                return made.path().name().equals(variant) ? 1 : 100;
                            } catch (VolumeException e) {
                                assertThat(e.reason()).isEqualTo(Reason.NAME_EXISTS);
                                return 0;
                            }
                        });
            }
            assertThat(together(tasks).stream().mapToInt(i -> i).sum()).isEqualTo(1);
        }
        assertThat(names("")).hasSize(50);
    }

    @Test
    void readsAndWritesDifferentPlacesAtOnce() throws Exception {
        int pieces = 64;
        int length = 10_000;
        try (StoredFile file = create("f");
                StoredStream data = file.stream("", false)) {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < pieces; i++) {
                byte value = (byte) (i + 1);
                long offset = (long) i * length;
                tasks.add(
                        () -> {
                            byte[] piece = new byte[length];
                            Arrays.fill(piece, value);
                            data.write(ByteBuffer.wrap(piece), offset);
                            ByteBuffer back = ByteBuffer.allocate(length);
                            int count = data.read(back, offset);
                            assertThat(back.array()).isEqualTo(piece);
                            return count;
                        });
            }
            assertThat(together(tasks)).containsOnly(length);
            assertThat(data.size()).isEqualTo((long) pieces * length);
        }
    }

    @Test
    void keepsPathsRightWhileNamesMove() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed of moving names: " + seed);
        for (String name : List.of("A", "B", "C")) {
            directory(name);
        }
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            Random random = new Random(seed + t);
            tasks.add(() -> move(random));
        }
        together(tasks);
        checkTree("", new HashSet<>());
    }

    private int move(Random random) throws VolumeException {
        int done = 0;
        for (int i = 0; i < 400; i++) {
            try {
                step(random);
                done++;
            } catch (VolumeException e) {
                assertThat(e.reason()).isIn(RACES);
            }
        }
        return done;
    }

    private String somewhere(Random random) {
        StringBuilder path = new StringBuilder();
        int depth = 1 + random.nextInt(3);
        for (int i = 0; i < depth; i++) {
            path.append(i == 0 ? "" : "\\").append("AbCaBc".charAt(random.nextInt(6)));
        }
        return path.toString();
    }

    private void step(Random random) throws VolumeException {
        VolumePath at = path(somewhere(random));
        switch (random.nextInt(5)) {
            case 0, 1 -> {
                try (StoredFile made = volume().create(at, NewFile.plain(random.nextBoolean()))) {
                    if (!made.isDirectory()) {
                        write(made, "", "" + made.fileId());
                    }
                }
            }
            case 2 -> {
                try (StoredFile file = volume().open(at)) {
                    volume().remove(file);
                }
            }
            default -> {
                VolumePath to = path(somewhere(random));
                try (StoredFile file = volume().open(at)) {
                    volume().rename(file, to, random.nextBoolean());
                }
            }
        }
    }

    /** Every name once but for case, every handle knows its path, every file its own content. */
    private void checkTree(String text, Set<Long> seen) throws VolumeException {
        Set<String> folded = new HashSet<>();
        for (DirectoryEntry entry : entries(text)) {
            assertThat(folded.add(NameFolding.fold(entry.name()))).as(entry.name()).isTrue();
            assertThat(seen.add(entry.metadata().fileId())).isTrue();
            String below = text.isEmpty() ? entry.name() : text + "\\" + entry.name();
            try (StoredFile file = open(below.toLowerCase(Locale.ROOT))) {
                assertThat(file.path().toString()).isEqualTo(below);
                assertThat(file.fileId()).isEqualTo(entry.metadata().fileId());
                if (!file.isDirectory()) {
                    assertThat(read(file, "")).isEqualTo("" + file.fileId());
                }
            }
            if (entry.metadata().isDirectory()) {
                checkTree(below, seen);
            }
        }
    }

    @Test
    void opensAndClosesStreamsOfOneFileAtOnce() throws Exception {
        file("f", "content");
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            String stream = "s" + t % 2;
            tasks.add(
                    () -> {
                        for (int i = 0; i < 200; i++) {
                            try (StoredFile file = open("F")) {
                                write(file, stream, "data");
                                assertThat(read(file, stream)).isEqualTo("data");
                                assertThat(read(file, "")).isEqualTo("content");
                            }
                        }
                        return true;
                    });
        }
        assertThat(together(tasks)).containsOnly(true);
    }

    @Test
    void closesOnlyAfterOperationsUnderWay() throws Exception {
        file("f", "x".repeat(100_000));
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int t = 0; t < THREADS - 1; t++) {
            tasks.add(
                    () -> {
                        try (StoredFile file = open("f");
                                StoredStream data = file.stream("", false)) {
                            while (true) {
                                ByteBuffer into = ByteBuffer.allocate(100_000);
                                assertThat(data.read(into, 0)).isEqualTo(100_000);
                            }
                        } catch (VolumeException e) {
                            return e.reason() == Reason.NOT_OWNER;
                        }
                    });
        }
        tasks.add(
                () -> {
                    volume().close();
                    return true;
                });
        assertThat(together(tasks)).containsOnly(true);
    }
}
