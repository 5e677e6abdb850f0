package io.onehop.trials.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/** The real clients of this machine. */
public final class Clients {
    /**
     * Debian's Python, which has Samba's bindings; another one that is first in the path has not.
     */
    public static final String PYTHON = "/usr/bin/python3";

    private Clients() {}

    /** Leaves the test out when a client is missing; with CI=true it fails then. */
    public static void need(String... tools) {
        for (String tool : tools) {
            boolean there = find(tool);
            if (!there && "true".equals(System.getenv("CI"))) {
                throw new AssertionError(tool + " is missing and CI=true leaves nothing out");
            }
            Assumptions.assumeTrue(there, () -> tool + " is missing: bin/install-clients");
        }
    }

    /** Leaves the test out when this user may not do what only root may. */
    public static void needRoot() {
        boolean root = "root".equals(System.getProperty("user.name"));
        if (!root && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("the test needs root and CI=true leaves nothing out");
        }
        Assumptions.assumeTrue(root, "needs root");
    }

    /** Leaves the test out unless it was asked for by a property. */
    public static void needFlag(String property) {
        Assumptions.assumeTrue(Boolean.getBoolean(property), "needs -D" + property + "=true");
    }

    private static boolean find(String tool) {
        if (tool.startsWith("/")) {
            return Files.isExecutable(Path.of(tool));
        }
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        return Arrays.stream(path.split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }
}
