package io.onehop.trials.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.trials.harness.Clients;
import io.onehop.trials.harness.SmbClientTool;
import io.onehop.trials.harness.Tool;
import io.onehop.trials.harness.Trial;
import io.onehop.trials.harness.TrialCluster;
import io.onehop.trials.harness.TrialNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Samba's tools for administrators: what they ask over named pipes, and what they change. */
@Tag("interop")
@ExtendWith(Trial.class)
class RpcToolsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String LOGON = TrialCluster.USER + "%" + TrialCluster.PASSWORD;

    @TempDir Path local;

    @BeforeAll
    static void needsTools() {
        Clients.need("rpcclient", "smbcacls", "net");
    }

    private static String rpcclient(TrialNode node, String command) {
        return Tool.of(List.of("rpcclient", node.address(), "-U", LOGON, "-c", command))
                .run(PATIENCE)
                .expectOk();
    }

    /** What rpcclient says of shadow copies; it ends with a status of failure for most of it. */
    private static String shadowCopies(TrialNode node, String protection, String command) {
        String target = "ncacn_np:" + node.address() + protection;
        return Tool.of(List.of("rpcclient", target, "-U", LOGON, "-c", command))
                .run(PATIENCE)
                .output();
    }

    private static Tool.Result net(TrialNode node, String... command) {
        List<String> line = new ArrayList<>(List.of("net", "rpc"));
        line.addAll(List.of(command));
        line.addAll(List.of("-S", node.address(), "-U", LOGON));
        return Tool.of(line).run(PATIENCE);
    }

    @Test
    void showsUsersAndGroupsOfTheCluster(TrialCluster cluster) {
        TrialNode node = cluster.node("fs2");
        assertThat(rpcclient(node, "enumdomusers")).contains("user:[" + TrialCluster.USER + "]");
        assertThat(rpcclient(node, "enumdomgroups")).contains("Domain Admins");
        assertThat(rpcclient(node, "queryuser " + TrialCluster.USER))
                .containsPattern("User Name\\s+:\\s+" + TrialCluster.USER);
        String sid = rpcclient(node, "lookupnames " + TrialCluster.USER).split(" ", -1)[1];
        assertThat(rpcclient(node, "lookupsids " + sid)).contains("\\" + TrialCluster.USER);
        assertThat(rpcclient(node, "srvinfo")).contains(TrialCluster.NAME);
    }

    @Test
    void addsChangesAndRemovesAShareForTheWholeCluster(TrialCluster cluster) {
        TrialNode one = cluster.node("fs1");
        TrialNode other = cluster.node("fs3");
        String path = "C:\\ClusterStorage\\Volume1\\general";
        net(one, "share", "add", "Rpc=" + path, "-C", "made by RPC").expectOk();
        assertThat(SmbClientTool.shares(other)).contains("Disk|Rpc|made by RPC");
        SmbClientTool.on(other, "Rpc").expect("mkdir seen");
        assertThat(cluster.volumePath(1).resolve("general/seen")).isDirectory();
        assertThat(net(one, "share", "add", "Rpc=" + path).ok()).as("a second one").isFalse();
        net(one, "share", "delete", "Rpc").expectOk();
        assertThat(SmbClientTool.shares(other)).doesNotContain("|Rpc|");
    }

    @Test
    void showsAndChangesAccessControlByName(TrialCluster cluster) throws IOException {
        TrialNode node = cluster.node("fs1");
        Path sent = Files.writeString(local.resolve("sent"), "x");
        SmbClientTool.on(node, "G1").expect("put " + sent + " acl.txt");
        String entry = "ACL:Everyone:ALLOWED/0x0/READ";
        assertThat(smbcacls(node)).contains("\\" + TrialCluster.USER).doesNotContain(entry);
        smbcacls(node, "-a", entry);
        assertThat(smbcacls(node)).contains(entry);
        smbcacls(node, "-D", entry);
        assertThat(smbcacls(node)).doesNotContain(entry);
    }

    @Test
    void tellsBackupProgramsThatThereAreNoShadowCopies(TrialCluster cluster) {
        TrialNode node = cluster.node("fs1");
        assertThat(shadowCopies(node, "[sign]", "fss_get_sup_version")).contains("from 1 to 1");
        assertThat(shadowCopies(node, "[seal]", "fss_is_path_sup G1")).contains("0x8004230c");
        assertThat(shadowCopies(node, "[sign]", "fss_is_path_sup none")).contains("0x80042308");
        assertThat(shadowCopies(node, "[sign]", "fss_has_shadow_copy G1"))
                .contains("does not have an associated shadow-copy");
        assertThat(shadowCopies(node, "", "fss_get_sup_version"))
                .as("what is not signed")
                .contains("0x80070005");
    }

    private static String smbcacls(TrialNode node, String... options) {
        List<String> line = new ArrayList<>(List.of("smbcacls", "//" + node.address() + "/G1"));
        line.addAll(List.of("acl.txt", "-U", LOGON));
        line.addAll(List.of(options));
        return Tool.of(line).run(PATIENCE).expectOk();
    }
}
