package io.onehop.node.demo;

import io.onehop.node.cli.CliException;
import io.onehop.node.cli.Root;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what Onehop is for, with a cluster of three nodes on this machine. */
@Command(
        name = "demo",
        description =
                "Start a cluster of three nodes on this machine, show what it does, and leave it"
                        + " running until Ctrl-C.")
public final class DemoCommand implements Callable<Integer> {
    private static final String ADDRESSES = "127.0.0.11,127.0.0.12,127.0.0.13";
    private final Root root;

    @Option(
            names = "--once",
            description = "End after the story: 0 if every step was seen to be true, else 1.")
    private boolean once;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Folder for all state, which is kept; by default a temporary one that is"
                            + " removed.")
    private @Nullable Path folder;

    @Option(
            names = "--password",
            paramLabel = "P",
            description = "Password of the user demo; by default one is made and shown.")
    private @Nullable String password;

    @Option(
            names = "--port-base",
            paramLabel = "N",
            description =
                    "Use seven ports from N on at each address, instead of 445, 135, 53 and so on:"
                            + " no root needed.")
    private @Nullable Integer portBase;

    @Option(
            names = "--addresses",
            paramLabel = "A1+B1,A2+B2,A3+B3",
            split = ",",
            defaultValue = ADDRESSES,
            description = "Addresses of the three nodes; by default ${DEFAULT-VALUE}.")
    private List<String> addresses = List.of();

    public DemoCommand(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() throws CliException, IOException, InterruptedException {
        Plan plan = Plan.of(addresses, portBase, password);
        PortCheck.check(plan);
        try (Demo demo = Demo.open(plan, folder, root.terminal())) {
            if (!demo.tell()) {
                return 1;
            }
            demo.tellReady();
            if (!once) {
                new CountDownLatch(1).await();
            }
        }
        return 0;
    }
}
