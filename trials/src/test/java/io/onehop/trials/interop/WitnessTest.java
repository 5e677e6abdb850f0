package io.onehop.trials.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.trials.harness.Clients;
import io.onehop.trials.harness.Tool;
import io.onehop.trials.harness.Trial;
import io.onehop.trials.harness.TrialCluster;
import io.onehop.trials.harness.TrialNode;
import io.onehop.trials.harness.WitnessTool;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Samba's witness client: told to move, and told of deaths. */
@Tag("interop")
@ExtendWith(Trial.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WitnessTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @BeforeAll
    static void needsSambasPython() {
        Clients.need(Clients.PYTHON, "rpcclient");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sign", "seal"})
    @Order(1)
    void listsTheInterfacesOfTheOtherNodesAsWitnesses(String protection, TrialCluster cluster) {
        for (TrialNode node : cluster.nodes()) {
            try (WitnessTool client = WitnessTool.at(node, "--protection", protection)) {
                assertThat(client.end(SOON)).as(client.toString()).isZero();
                List<JsonNode> interfaces = client.said("interface");
                assertThat(interfaces).hasSize(3);
                for (JsonNode i : interfaces) {
                    boolean own = i.path("ipv4").asText().equals(node.address());
                    assertThat(i.path("witness").asBoolean()).as(i.toString()).isEqualTo(!own);
                    assertThat(i.path("valid_ipv4").asBoolean()).as(i.toString()).isTrue();
                    assertThat(i.path("state").asInt()).as(i.toString()).isEqualTo(1);
                    assertThat(i.path("version").asInt()).as(i.toString()).isEqualTo(0x20000);
                }
            }
        }
    }

    @Test
    @Order(2)
    void rpcclientCanAskTheInterfaceList(TrialCluster cluster) {
        TrialNode node = cluster.nodes().getFirst();
        String binding =
                "ncacn_ip_tcp:%s[spnego,sign,target_hostname=%s]"
                        .formatted(node.address(), TrialCluster.NAME);
        String output =
                Tool.of(
                                "rpcclient",
                                binding,
                                "-U",
                                TrialCluster.USER + "%" + TrialCluster.PASSWORD,
                                "-c",
                                "GetInterfaceList")
                        .run(SOON)
                        .expectOk();
        assertThat(output).contains(cluster.node("fs1").address(), cluster.node("fs3").address());
    }

    @Test
    @Order(3)
    void movesAShareToItsOwnerAtRegistration(TrialCluster cluster) {
        TrialNode owner = cluster.owner("Volume1");
        TrialNode data = cluster.other("Volume1");
        TrialNode witness = owner;
        try (WitnessTool client =
                WitnessTool.at(
                        witness,
                        "--share",
                        "CSV1-Share",
                        "--watch",
                        data.address(),
                        "--notifications",
                        "1")) {
            String text = client.await("notification", SOON).path("text").asText();
            assertThat(text).contains("WITNESS_NOTIFY_SHARE_MOVE").contains(owner.address());
            client.end(SOON);
        }
    }

    @Test
    @Order(4)
    void saysNothingToAClientThatIsOnTheOwner(TrialCluster cluster) {
        TrialNode owner = cluster.owner("Volume2");
        TrialNode witness = cluster.other("Volume2");
        try (WitnessTool client =
                WitnessTool.at(
                        witness,
                        "--share",
                        "CSV2-Share",
                        "--watch",
                        owner.address(),
                        "--notifications",
                        "1",
                        "--client",
                        "QUIET")) {
            client.await("registered", SOON);
            TrialNode target = cluster.other("Volume2");
            cluster.onehop("volume", "move", "Volume2", "--to", target.name());
            String text = client.await("notification", SOON).path("text").asText();
            assertThat(text)
                    .as("the first word is the move of the volume")
                    .contains("WITNESS_NOTIFY_SHARE_MOVE")
                    .contains(target.address());
        }
        cluster.onehop("volume", "move", "Volume2", "--to", owner.name());
    }

    @Test
    @Order(5)
    void movesAClientOnCommand(TrialCluster cluster) {
        TrialNode owner = cluster.owner("Volume3");
        TrialNode witness = cluster.other("Volume3");
        TrialNode target =
                cluster.nodes().stream()
                        .filter(n -> n != owner && n != witness)
                        .findFirst()
                        .orElseThrow();
        try (WitnessTool client =
                WitnessTool.at(
                        witness,
                        "--share",
                        "CSV3-Share",
                        "--watch",
                        owner.address(),
                        "--notifications",
                        "1",
                        "--client",
                        "MOVEME")) {
            client.await("registered", SOON);
            assertThat(cluster.onehop("witness", "list")).contains("MOVEME");
            cluster.onehop("witness", "move", "MOVEME", "--to", target.name());
            String text = client.await("notification", SOON).path("text").asText();
            assertThat(text).contains("WITNESS_NOTIFY_CLIENT_MOVE").contains(target.address());
        }
    }

    @Test
    @Order(6)
    void refusesRegistrationsThatMakeNoSense(TrialCluster cluster) {
        TrialNode node = cluster.nodes().getFirst();
        TrialNode other = cluster.nodes().get(1);
        try (WitnessTool unknownShare =
                        WitnessTool.at(node, "--share", "NoSuch", "--watch", other.address());
                WitnessTool unknownAddress =
                        WitnessTool.at(node, "--share", "CSV1-Share", "--watch", "192.0.2.77")) {
            assertThat(unknownShare.end(SOON)).as(unknownShare.toString()).isEqualTo(1);
            assertThat(unknownAddress.end(SOON)).as(unknownAddress.toString()).isEqualTo(1);
        }
    }

    @Test
    @Order(9)
    void tellsWhenTheWatchedNodeDiesAndWhenItIsBack(TrialCluster cluster) {
        TrialNode victim = cluster.owner("Volume1");
        TrialNode witness = cluster.other("Volume1");
        try (WitnessTool client =
                WitnessTool.at(
                        witness,
                        "--share",
                        "CSV1-Share",
                        "--watch",
                        victim.address(),
                        "--notifications",
                        "2",
                        "--patience",
                        "90")) {
            client.await("registered", SOON);
            victim.kill();
            String text = client.await("notification", SOON).path("text").asText();
            assertThat(text)
                    .contains("WITNESS_NOTIFY_RESOURCE_CHANGE")
                    .contains("WITNESS_RESOURCE_STATE_UNAVAILABLE");
            cluster.awaitOwners(2);
            victim.start();
            cluster.awaitUp(victim);
        }
    }
}
