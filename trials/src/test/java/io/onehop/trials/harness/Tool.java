package io.onehop.trials.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a program of the host to its end and keeps what it said. */
public record Tool(
        List<String> command, Map<String, String> environment, String input, boolean separate) {
    /** What a program said and how it ended. */
    public record Result(List<String> command, int status, String output, long millis) {
        public boolean ok() {
            return status == 0;
        }

        /** The output of a run that must have gone well. */
        public String expectOk() {
            if (!ok()) {
                throw new AssertionError(this);
            }
            return output;
        }

        @Override
        public String toString() {
            return String.join(" ", command) + " ended with " + status + ":\n" + output;
        }
    }

    public static Tool of(String... command) {
        return new Tool(List.of(command), Map.of(), "", false);
    }

    public static Tool of(List<String> command) {
        return new Tool(List.copyOf(command), Map.of(), "", false);
    }

    public Tool with(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new Tool(command, Map.copyOf(more), input, separate);
    }

    public Tool reading(String text) {
        return new Tool(command, environment, text, separate);
    }

    /** Keeps what it says on standard error apart from its output: that goes to the test's own. */
    public Tool apart() {
        return new Tool(command, environment, input, true);
    }

    /**
     * Waits for the end; a program that takes longer is killed, and that is a failure of the test.
     */
    public Result run(Duration deadline) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(!separate);
        if (separate) {
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        }
        builder.environment().putAll(environment);
        long start = System.nanoTime();
        try {
            Process process = builder.start();
            CompletableFuture<String> output =
                    CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading; its status says why.
                output.isDone();
            }
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(
                        "no end within " + deadline + ": " + command + "\n" + output.join());
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            return new Result(command, process.exitValue(), output.join(), millis);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String read(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
