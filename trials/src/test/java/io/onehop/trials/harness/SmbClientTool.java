package io.onehop.trials.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Samba's smbclient against one address. */
public record SmbClientTool(String address, String share, List<String> options) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    public static SmbClientTool on(TrialNode node, String share) {
        return new SmbClientTool(node.address(), share, List.of());
    }

    public SmbClientTool with(String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new SmbClientTool(address, share, all);
    }

    /** Runs commands, separated by semicolons as smbclient has it. */
    public Tool.Result run(String commands) {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "smbclient",
                                "//" + address + "/" + share,
                                "-U",
                                TrialCluster.USER + "%" + TrialCluster.PASSWORD));
        if (options.stream().noneMatch(o -> o.equals("-m"))) {
            line.addAll(List.of("-m", "SMB3_11"));
        }
        line.addAll(options);
        line.addAll(List.of("-c", commands));
        return Tool.of(line).run(PATIENCE);
    }

    /** As {@link #run}; neither the status nor any line may say that something failed. */
    public String expect(String commands) {
        Tool.Result result = run(commands);
        if (!result.ok() || result.output().contains("NT_STATUS_")) {
            throw new AssertionError(result);
        }
        return result.output();
    }

    /** The list of shares. */
    public static String shares(TrialNode node, String... options) {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "smbclient",
                                "-L",
                                "//" + node.address(),
                                "-g",
                                "-U",
                                TrialCluster.USER + "%" + TrialCluster.PASSWORD));
        line.addAll(List.of(options));
        return Tool.of(line).run(PATIENCE).expectOk();
    }
}
