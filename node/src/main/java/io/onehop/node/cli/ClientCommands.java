package io.onehop.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.onehop.client.FileEntry;
import io.onehop.client.MoveEvent;
import io.onehop.client.Progress;
import io.onehop.client.Share;
import io.onehop.client.ShareStatus;
import io.onehop.client.SmbClient;
import io.onehop.client.Transfer;
import io.onehop.client.TransferOptions;
import io.onehop.client.TransferResult;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A client of any SMB server that follows the moves of a scale-out one. */
@Command(
        name = "client",
        description = "Copy, list and delete files on a share, wherever it moves.")
final class ClientCommands {
    private static final int NOT_ALL_DONE = 1;
    private static final long SETTLE_STEP_MILLIS = 50;

    private final Root root;

    ClientCommands(Root root) {
        this.root = root;
    }

    private interface Work {
        TransferResult run(Transfer transfer, Share share) throws IOException;
    }

    @Command(name = "get", description = "Copy a file or a tree from a share.")
    int get(
            @Parameters(paramLabel = "//SERVER/SHARE/PATH") String source,
            @Parameters(paramLabel = "LOCAL", arity = "0..1") @Nullable Path target,
            @Option(names = "--verify", description = "Compare by SHA-256.") boolean verify,
            @Mixin ClientOptionsMixin options)
            throws CliException, IOException {
        RemotePath from = RemotePath.parse(source);
        Path to = target == null ? Path.of(from.name()) : target;
        TransferOptions how = TransferOptions.DEFAULT.withVerify(verify);
        return transfer(from, options, how, (t, share) -> t.get(share, from.path(), to));
    }

    @Command(
            name = "put",
            description = "Copy a file or a tree to a share; a path that ends in / is a directory.")
    int put(
            @Parameters(paramLabel = "LOCAL") Path source,
            @Parameters(paramLabel = "//SERVER/SHARE/PATH") String target,
            @Option(names = "--verify", description = "Read back and compare by SHA-256.")
                    boolean verify,
            @Option(names = "--flush", description = "Bring each file to stable storage.")
                    boolean flush,
            @Mixin ClientOptionsMixin options)
            throws CliException, IOException {
        RemotePath to = RemotePath.parse(target);
        boolean into = to.path().isEmpty() || to.path().endsWith("/");
        Path name = source.toAbsolutePath().normalize().getFileName();
        String path = into && name != null ? to.child(name.toString()) : to.path();
        TransferOptions how = TransferOptions.DEFAULT.withVerify(verify).withFlush(flush);
        return transfer(to, options, how, (t, share) -> t.put(source, share, path));
    }

    @Command(
            name = "mirror",
            description =
                    "Make a directory on a share like a local one: copy what differs, delete what"
                            + " is too much.")
    int mirror(
            @Parameters(paramLabel = "LOCAL") Path source,
            @Parameters(paramLabel = "//SERVER/SHARE/PATH") String target,
            @Option(names = "--verify", description = "Read back and compare by SHA-256.")
                    boolean verify,
            @Mixin ClientOptionsMixin options)
            throws CliException, IOException {
        RemotePath to = RemotePath.parse(target);
        TransferOptions how = TransferOptions.DEFAULT.withVerify(verify);
        return transfer(to, options, how, (t, share) -> t.mirror(source, share, to.path()));
    }

    @Command(name = "ls", description = "List a directory of a share.")
    int list(
            @Parameters(paramLabel = "//SERVER/SHARE/PATH") String where,
            @Mixin ClientOptionsMixin options)
            throws CliException, IOException {
        RemotePath path = RemotePath.parse(where);
        try (SmbClient client = options.connect(path.server(), root.terminal())) {
            List<JsonNode> rows = new ArrayList<>();
            for (FileEntry each : client.share(path.share()).list(path.path())) {
                ObjectNode row = JsonNodeFactory.instance.objectNode();
                row.put("name", each.name());
                row.put("kind", each.isDirectory() ? "directory" : "file");
                row.put("sizeBytes", each.sizeBytes());
                row.put("time", each.modified().toString());
                rows.add(row);
            }
            root.output().show("files", rows);
        }
        return 0;
    }

    @Command(name = "rm", description = "Delete a file or an empty directory on a share.")
    int remove(
            @Parameters(paramLabel = "//SERVER/SHARE/PATH") String where,
            @Option(
                            names = {"-r", "--recursive"},
                            description = "A directory with all that is in it.")
                    boolean recursive,
            @Mixin ClientOptionsMixin options)
            throws CliException, IOException {
        RemotePath path = RemotePath.parse(where);
        if (path.path().isEmpty()) {
            throw new CliException("name a path below the share: its root cannot be deleted");
        }
        try (SmbClient client = options.connect(path.server(), root.terminal())) {
            Share share = client.share(path.share());
            if (recursive) {
                share.deleteTree(path.path());
            } else {
                share.delete(path.path());
            }
        }
        return 0;
    }

    @Command(name = "status", description = "Connect to a share and show how it is used.")
    int status(
            @Parameters(paramLabel = "//SERVER/SHARE") String where,
            @Option(
                            names = "--settle",
                            paramLabel = "SECONDS",
                            defaultValue = "5",
                            description = "Wait so long for a witness and its first move.")
                    int settleSeconds,
            @Mixin ClientOptionsMixin options)
            throws CliException, IOException, InterruptedException {
        RemotePath path = RemotePath.parse(where);
        try (SmbClient client = options.connect(path.server(), root.terminal())) {
            Share share = client.share(path.share());
            long end = System.nanoTime() + settleSeconds * 1_000_000_000L;
            while (System.nanoTime() < end && !settled(share.status())) {
                Thread.sleep(SETTLE_STEP_MILLIS);
            }
            root.output().show("shares", List.of(row(share.status())));
        }
        return 0;
    }

    private static boolean settled(ShareStatus status) {
        return status.path() == ShareStatus.Path.DIRECT && status.witnessNode() != null;
    }

    private static ObjectNode row(ShareStatus status) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("name", status.share());
        row.put("node", address(status.dataNode()));
        row.put("path", status.path().name().toLowerCase(Locale.ROOT));
        row.put("witness", address(status.witnessNode()));
        row.put("witnessState", status.witness());
        row.put("dialect", status.dialect() == null ? "" : status.dialect().name());
        row.put("protection", status.protection());
        MoveEvent move = status.lastMove();
        row.put("lastMove", move == null ? "" : sentence(move));
        return row;
    }

    private static String address(@Nullable InetAddress address) {
        return address == null ? "" : address.getHostAddress();
    }

    private static String sentence(MoveEvent move) {
        return String.format(
                Locale.ROOT,
                "%s from %s to %s, pause %.0f ms",
                move.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                address(move.from()),
                address(move.to()),
                move.pauseMillis());
    }

    private int transfer(
            RemotePath remote, ClientOptionsMixin options, TransferOptions how, Work work)
            throws CliException, IOException {
        Terminal terminal = root.terminal();
        try (SmbClient client = options.connect(remote.server(), terminal)) {
            Share share = client.share(remote.share());
            TransferResult result;
            try (ProgressBar bar =
                    new ProgressBar(
                            terminal.err(),
                            terminal.interactive(),
                            remote.share(),
                            0,
                            ProgressBar.Unit.BYTES)) {
                Progress progress =
                        now -> {
                            bar.total(now.bytesTotal());
                            bar.set(now.bytes());
                        };
                result = work.run(new Transfer(how, progress), share);
            }
            client.moves().forEach(move -> terminal.err().println(sentence(move)));
            result.failures().forEach(failure -> terminal.err().println("failed: " + failure));
            root.output().done(summary(result), json(result), remote.share());
            return result.isComplete() ? 0 : NOT_ALL_DONE;
        }
    }

    private static String summary(TransferResult result) {
        StringBuilder text = new StringBuilder();
        text.append(result.files()).append(result.files() == 1 ? " file, " : " files, ");
        text.append(Units.bytes(result.bytes()))
                .append(" in ")
                .append(Units.millis(result.millis()));
        if (result.unchanged() > 0) {
            text.append(", ").append(result.unchanged()).append(" unchanged");
        }
        if (result.deleted() > 0) {
            text.append(", ").append(result.deleted()).append(" deleted");
        }
        if (!result.failures().isEmpty()) {
            text.append(", ").append(result.failures().size()).append(" failed");
        }
        return text.toString();
    }

    private static ObjectNode json(TransferResult result) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("files", result.files());
        row.put("bytes", result.bytes());
        row.put("unchanged", result.unchanged());
        row.put("deleted", result.deleted());
        row.put("restarted", result.restarted());
        row.put("millis", result.millis());
        result.failures().forEach(row.putArray("failures")::add);
        return row;
    }
}
