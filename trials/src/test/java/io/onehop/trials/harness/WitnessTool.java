package io.onehop.trials.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Samba's witness client, running beside the test; what it says arrives on a thread of its own. */
public final class WitnessTool implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCRIPT = "trials/src/test/resources/witness_client.py";

    private final Process process;
    private final Thread reader;
    private final List<JsonNode> said = new CopyOnWriteArrayList<>();
    private final List<String> noise = new CopyOnWriteArrayList<>();

    private WitnessTool(Process process) {
        this.process = process;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    /** Asks the witness service of a node; the options are those of the script. */
    public static WitnessTool at(TrialNode node, String... options) {
        Path script = TrialCluster.top().resolve(SCRIPT);
        List<String> line =
                new ArrayList<>(
                        List.of(
                                Clients.PYTHON,
                                script.toString(),
                                node.address(),
                                TrialCluster.NAME,
                                TrialCluster.USER,
                                TrialCluster.PASSWORD));
        line.addAll(List.of(options));
        try {
            return new WitnessTool(new ProcessBuilder(line).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                try {
                    said.add(JSON.readTree(line));
                } catch (JsonProcessingException e) {
                    noise.add(line);
                }
            }
        } catch (IOException e) {
            noise.add(e.toString());
        }
    }

    /** All of one kind so far: interface, registered, notification, unregistered, refused. */
    public List<JsonNode> said(String what) {
        return said.stream().filter(s -> s.path("what").asText().equals(what)).toList();
    }

    /** Waits for something of a kind. */
    public JsonNode await(String what, Duration deadline, Predicate<JsonNode> which) {
        Await.until(
                "the witness client to say " + what,
                deadline,
                () -> said(what).stream().anyMatch(which),
                () -> said + " " + noise);
        return said(what).stream().filter(which).findFirst().orElseThrow();
    }

    public JsonNode await(String what, Duration deadline) {
        return await(what, deadline, s -> true);
    }

    /** Waits for its end; its exit status. */
    public int end(Duration deadline) {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the witness client does not end: " + said + noise);
            }
            reader.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public String toString() {
        return said + " " + noise;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
