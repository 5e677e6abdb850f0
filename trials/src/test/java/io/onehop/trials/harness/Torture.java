package io.onehop.trials.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs a suite of Samba's smbtorture and reads its results as it prints them in the subunit format:
 * "test: NAME", then "success: NAME" or "failure: NAME [" with a text that a line "]" ends.
 */
public final class Torture {
    /** Another user, with the same password, whom some tests need. */
    public static final String OTHER = "other";

    /** A test that says nothing for so long is taken for hung. */
    private static final Duration STALL = Duration.ofSeconds(90);

    /** How a test ended: success, failure, error, skip, or hung; and what it said. */
    public record Outcome(String result, String text) {}

    private final TrialNode node;
    private final String share;
    private final Path folder;

    public Torture(TrialNode node, String share, Path folder) {
        this.node = node;
        this.share = share;
        this.folder = folder;
    }

    /** The results of all tests of the suite, by name. */
    public Map<String, Outcome> run(String suite) {
        Map<String, Outcome> results = new LinkedHashMap<>();
        List<String> left = listed(suite);
        boolean first = true;
        while (!left.isEmpty()) {
            int before = results.size();
            // Tests of RPC have other names when they are asked for one by one.
            once(first && left.size() > 1 ? List.of(suite + ".*") : left, results);
            first = false;
            left.removeAll(results.keySet());
            if (results.size() == before) {
                left.forEach(
                        t -> results.put(t, new Outcome("error", "smbtorture did not run it")));
                break;
            }
        }
        return results;
    }

    /** smbtorture lists by prefix, and a suite of one test under a doubled name. */
    private static List<String> listed(String suite) {
        List<String> names = new ArrayList<>();
        Tool.of("smbtorture", "--list", suite)
                .run(Duration.ofSeconds(30))
                .expectOk()
                .lines()
                .filter(l -> l.equals(suite) || l.startsWith(suite + "."))
                .map(Torture::single)
                .distinct()
                .forEach(names::add);
        if (names.isEmpty()) {
            names.add(suite);
        }
        return names;
    }

    private static String single(String name) {
        String[] parts = name.split("\\.");
        for (int half = 1; half <= parts.length / 2; half++) {
            boolean doubled = true;
            for (int i = 0; i < half; i++) {
                doubled &=
                        parts[parts.length - half + i].equals(parts[parts.length - 2 * half + i]);
            }
            if (doubled) {
                return String.join(".", List.of(parts).subList(0, parts.length - half));
            }
        }
        return name;
    }

    private void once(List<String> tests, Map<String, Outcome> results) {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "smbtorture",
                                "//" + node.address() + "/" + share,
                                "-U",
                                TrialCluster.USER + "%" + TrialCluster.PASSWORD,
                                "--basedir",
                                folder.toString(),
                                "--fullname",
                                "--format=subunit",
                                "--option=torture:progress=no",
                                // These wait where Samba does, and Windows does not.
                                "--option=torture:smbd=no",
                                "--option=torture:open_brlock_deadlock_timemout=3",
                                "--option=torture:user2name=" + OTHER,
                                "--option=torture:user2password=" + TrialCluster.PASSWORD));
        line.addAll(tests);
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            AtomicLong heard = new AtomicLong(System.nanoTime());
            Thread guard =
                    Thread.ofVirtual()
                            .start(
                                    () ->
                                            Await.until(
                                                    "smbtorture",
                                                    Duration.ofHours(1),
                                                    () -> endIfHung(process, heard)));
            @Nullable String running = read(process, heard, results);
            process.waitFor(20, TimeUnit.SECONDS);
            process.destroyForcibly();
            guard.join();
            if (running != null) {
                results.put(running, new Outcome("hung", "no end, or smbtorture ended itself"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static boolean endIfHung(Process process, AtomicLong heard) {
        if (process.isAlive() && System.nanoTime() - heard.get() > STALL.toNanos()) {
            process.destroyForcibly();
        }
        return !process.isAlive();
    }

    /** Returns the test that was running when the output ended, or null. */
    private static @Nullable String read(
            Process process, AtomicLong heard, Map<String, Outcome> results) throws IOException {
        String running = null;
        String failed = null;
        StringBuilder text = new StringBuilder();
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String l = in.readLine(); l != null; l = in.readLine()) {
                heard.set(System.nanoTime());
                int colon = l.indexOf(": ");
                String word = colon < 0 ? "" : l.substring(0, colon);
                String rest = colon < 0 ? "" : l.substring(colon + 2);
                if (failed != null) {
                    if (l.equals("]")) {
                        Outcome known = results.get(failed);
                        String result = known == null ? "failure" : known.result();
                        results.put(failed, new Outcome(result, text.toString().strip()));
                        failed = null;
                    } else {
                        text.append(l).append('\n');
                    }
                    continue;
                }
                switch (word) {
                    case "test" -> running = rest;
                    case "success", "successful", "failure", "error", "skip", "xfail" -> {
                        boolean more = rest.endsWith(" [");
                        String name = more ? rest.substring(0, rest.length() - 2) : rest;
                        String result = word.equals("successful") ? "success" : word;
                        results.put(name, new Outcome(result, ""));
                        running = null;
                        failed = more ? name : null;
                        text.setLength(0);
                    }
                    default -> {}
                }
            }
        }
        return running;
    }
}
