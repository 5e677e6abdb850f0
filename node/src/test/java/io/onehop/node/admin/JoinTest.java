package io.onehop.node.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.cluster.pki.ClusterAuthority;
import io.onehop.cluster.pki.JoinTicket;
import io.onehop.cluster.pki.NodeIdentity;
import io.onehop.cluster.pki.NodeTls;
import io.onehop.cluster.state.NodeState;
import io.onehop.cluster.state.Ports;
import io.onehop.node.NodeConfig;
import io.onehop.node.admin.NodeSetup.Access;
import io.onehop.node.admin.NodeSetup.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinTest {
    @TempDir Path folder;
    private TestFleet fleet;

    @BeforeEach
    void start() throws IOException {
        fleet = new TestFleet();
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void aMachineWithATicketBecomesAMember() throws Exception {
        Access access = NodeSetup.join(folder.resolve("fs4"), ticket(), place("fs4"));
        assertThat(access.cluster()).isEqualTo("SOFS1");
        assertThat(access.token()).isEqualTo(fleet.token.text());
        assertThat(access.nodes()).hasSize(4).contains(fleet.at(1), fleet.at(3));
        NodeState node = fleet.cluster.state().node("fs4").orElseThrow();
        assertThat(node.clientAddresses()).containsExactly("127.0.0.14");
        assertThat(node.up()).isFalse();

        NodeConfig config = NodeConfig.load(folder.resolve("fs4"));
        assertThat(config.clusterId()).isEqualTo(fleet.cluster.state().clusterId());
        assertThat(config.founding()).isNull();
        Path pki = NodeConfig.pki(folder.resolve("fs4"));
        assertThat(ClusterAuthority.load(pki).fingerprint())
                .isEqualTo(fleet.authority.fingerprint());
        NodeIdentity identity = NodeIdentity.load(pki);
        assertThat(identity.nodeName()).isEqualTo("fs4");
        assertThat(
                        new AdminClient(new NodeTls(identity).context(), null, 5_000, 5_000)
                                .call(fleet.at(2), "GET", "/v1/nodes", null)
                                .path("rows"))
                .hasSize(4);
    }

    @Test
    void aTicketWorksOnce() throws Exception {
        JoinTicket ticket = ticket();
        NodeSetup.join(folder.resolve("fs4"), ticket, place("fs4"));
        assertRefused(403, "used already", ticket, "fs5");
        assertThat(fleet.cluster.state().node("fs5")).isEmpty();
    }

    @Test
    void aTicketExpiresAfterAnHour() throws Exception {
        JoinTicket ticket = ticket();
        fleet.clock.forward(Duration.ofMinutes(61));
        assertRefused(403, "expired", ticket, "fs4");
    }

    @Test
    void aWrongSecretIsRefusedAndDoesNotUseTheTicketUp() throws Exception {
        JoinTicket ticket = ticket();
        JoinTicket forged =
                new JoinTicket(
                        ticket.address(),
                        ticket.port(),
                        ticket.tokenId(),
                        "A".repeat(43),
                        ticket.fingerprint());
        assertRefused(403, "never given", forged, "fs4");
        NodeSetup.join(folder.resolve("fs4"), ticket, place("fs4"));
    }

    @Test
    void aTakenNameDoesNotUseTheTicketUp() throws Exception {
        JoinTicket ticket = ticket();
        assertRefused(409, "another name", ticket, "FS1");
        assertRefused(409, "cannot be a node name", ticket, "a/b");
        NodeSetup.join(folder.resolve("fs4"), ticket, place("fs4"));
    }

    @Test
    void aMachineDoesNotTellItsTicketToAnotherCluster() throws Exception {
        JoinTicket ticket = ticket();
        JoinTicket elsewhere =
                new JoinTicket(
                        ticket.address(),
                        ticket.port(),
                        ticket.tokenId(),
                        ticket.secret(),
                        "B".repeat(43));
        assertThatThrownBy(() -> NodeSetup.join(folder.resolve("x"), elsewhere, place("fs4")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not the cluster that gave the ticket");
        assertThat(fleet.cluster.state().tokens()).hasSize(1);
    }

    @Test
    void aNodeIsNotMadeWhereOneLives() throws Exception {
        Access access = NodeSetup.found(folder, "SOFS2", "example.org", place("fs1"), fleet.clock);
        NodeConfig config = NodeConfig.load(folder);
        assertThat(Objects.requireNonNull(config.founding()).domainSid())
                .matches("S-1-5-21-[0-9]+-[0-9]+-[0-9]+");
        assertThat(AdminToken.load(NodeConfig.adminToken(folder)).text()).isEqualTo(access.token());
        assertThat(NodeIdentity.load(NodeConfig.pki(folder)).nodeName()).isEqualTo("fs1");
        assertThatThrownBy(() -> NodeSetup.found(folder, "SOFS3", "", place("fs1"), fleet.clock))
                .hasMessageContaining("onehop node run --state-dir");
        assertThatThrownBy(() -> NodeSetup.join(folder, ticket(), place("fs1")))
                .hasMessageContaining("choose another");
    }

    private JoinTicket ticket() throws ApiException, IOException {
        return JoinTicket.parse(
                fleet.caller(fleet.token.text())
                        .call(fleet.at(2), "POST", "/v1/tokens", Map.of())
                        .path("ticket")
                        .asText());
    }

    private static Place place(String name) {
        return new Place(name, List.of("127.0.0.14"), "127.0.0.14", Ports.DEFAULTS, null);
    }

    private void assertRefused(int status, String message, JoinTicket ticket, String name) {
        assertThatThrownBy(() -> NodeSetup.join(folder.resolve("refused"), ticket, place(name)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(status))
                .hasMessageContaining(message);
    }
}
