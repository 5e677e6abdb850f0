package io.onehop.node.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.cluster.pki.ClusterAuthority;
import io.onehop.cluster.pki.NodeTls;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.ShareState;
import io.onehop.node.TestClusters;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
    private TestFleet fleet;
    private AdminClient operator;

    @BeforeEach
    void start() throws IOException {
        fleet = new TestFleet();
        operator = fleet.caller(fleet.token.text());
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void anyNodeAnswersAndTakesChanges() throws Exception {
        post(2, "/v1/shares", Map.of("name", "Data", "volume", "Volume2", "kind", "general"));
        JsonNode rows = get(3, "/v1/shares").path("rows");
        assertThat(rows).hasSize(4);
        assertThat(rows.get(3).toString())
                .isEqualTo(
                        "{\"name\":\"Data\",\"volume\":\"Volume2\",\"owner\":\"fs2\","
                                + "\"kind\":\"general\",\"encrypt\":false,\"directory\":\"\","
                                + "\"comment\":\"\"}");
        post(1, "/v1/shares/data", Map.of("encrypt", true, "directory", "/a//b/"));
        ShareState share = fleet.cluster.state().share("Data").orElseThrow();
        assertThat(share.encrypt()).isTrue();
        assertThat(share.directory()).isEqualTo("a\\b");
        assertThat(share.kind()).isEqualTo(ShareState.Kind.GENERAL);
        operator.call(fleet.at(1), "DELETE", "/v1/shares/Data", null);
        assertThat(fleet.cluster.state().share("Data")).isEmpty();
    }

    @Test
    void refusesWhoHasNoTokenOrAWrongOne() {
        String wrong = AdminToken.create().text();
        for (@Nullable String shown : new @Nullable String[] {null, "", "x", wrong}) {
            for (String path : List.of("/v1/cluster", "/metrics", "/v1/nothing", "/")) {
                assertRefused(
                        401,
                        "ONEHOP_TOKEN",
                        () -> fleet.caller(shown).call(fleet.at(1), "GET", path, null));
            }
            assertRefused(
                    401,
                    "ONEHOP_TOKEN",
                    () ->
                            fleet.caller(shown)
                                    .call(fleet.at(1), "POST", "/v1/nodes/fs1/pause", Map.of()));
        }
        assertThat(fleet.cluster.state().node("fs1").orElseThrow().paused()).isFalse();
    }

    @Test
    void takesTheCertificateOfAMemberAndOfNobodyElse() throws Exception {
        assertThat(
                        member(fleet.authority, "fs2")
                                .call(fleet.at(1), "GET", "/v1/nodes", null)
                                .path("rows"))
                .hasSize(3);
        assertThat(
                        member(fleet.authority, "fs2")
                                .call(fleet.at(1), "GET", "/v1/node/sessions", null)
                                .path("rows"))
                .hasSize(1);
        assertRefused(
                401,
                "token",
                () -> member(fleet.authority, "fs9").call(fleet.at(1), "GET", "/v1/nodes", null));
        ClusterAuthority other = ClusterAuthority.create("SOFS1", Instant.now());
        SSLContext forged = new NodeTls(TestFleet.identity(other, "fs2")).context();
        assertThatThrownBy(
                        () ->
                                new AdminClient(forged, null, 5_000, 5_000)
                                        .call(fleet.at(1), "GET", "/v1/nodes", null))
                .isInstanceOf(IOException.class);
    }

    @Test
    void theTokenIsNotEnoughForWhatOnlyMembersAsk() {
        assertRefused(401, "token", () -> get(1, "/v1/node/sessions"));
    }

    @Test
    void mergesWhatAllNodesKnow() throws Exception {
        for (String what : List.of("sessions", "opens", "witness", "redirects")) {
            JsonNode answer = get(2, "/v1/" + what);
            assertThat(answer.path("rows")).as(what).hasSize(3);
            assertThat(answer.path("warnings")).isEmpty();
            assertThat(answer.path("rows").get(0).path("since").asText())
                    .isEqualTo("2026-01-02T03:04:05Z");
        }
    }

    @Test
    void namesTheNodesThatDidNotAnswer() throws Exception {
        fleet.stop("fs3");
        JsonNode answer = get(1, "/v1/sessions");
        assertThat(answer.path("rows")).hasSize(2);
        assertThat(answer.path("warnings").get(0).asText()).contains("node fs3 did not answer");
        assertRefused(404, "fs3 did not answer", () -> delete("/v1/sessions/fs3-1"));
        fleet.cluster.apply(new Command.NodeDown("fs3", 1));
        assertThat(get(1, "/v1/sessions").path("warnings")).isEmpty();
    }

    @Test
    void closesSessionsAndOpensWhereverTheyAre() throws Exception {
        assertThat(delete("/v1/sessions/fs3-1").path("count").asInt()).isEqualTo(1);
        assertThat(fleet.inventory("fs3").sessions()).isEmpty();
        assertThat(delete("/v1/opens/fs1-7").path("count").asInt()).isEqualTo(1);
        assertRefused(404, "onehop session list", () -> delete("/v1/sessions/fs3-1"));
        assertRefused(404, "onehop open list", () -> delete("/v1/opens/a%2Fb"));
    }

    @Test
    void tellsAClientToMoveThroughTheNodeThatItRegisteredWith() throws Exception {
        JsonNode told =
                post(
                        1,
                        "/v1/witness/move",
                        Map.of("client", "client-fs3", "to", "FS2", "share", "CSV1-Share"));
        assertThat(told.path("count").asInt()).isEqualTo(1);
        assertThat(fleet.inventory("fs3").moves)
                .containsExactly("client-fs3 to FS2 for CSV1-Share");
        assertRefused(
                404,
                "no witness registration of client nobody",
                () -> post(1, "/v1/witness/move", Map.of("client", "nobody", "to", "fs2")));
        assertRefused(
                404,
                "there is no node fs7",
                () -> post(1, "/v1/witness/move", Map.of("client", "client-fs3", "to", "fs7")));
        fleet.cluster.apply(new Command.PauseNode("fs2"));
        assertRefused(
                409,
                "fs2 is paused",
                () -> post(1, "/v1/witness/move", Map.of("client", "client-fs3", "to", "fs2")));
    }

    @Test
    void movesAVolumeAndSaysHowLongItTook() throws Exception {
        JsonNode moved = post(3, "/v1/volumes/volume1/move", Map.of("to", "fs2"));
        assertThat(moved.path("name").asText()).isEqualTo("Volume1");
        assertThat(moved.path("from").asText()).isEqualTo("fs1");
        assertThat(moved.path("owner").asText()).isEqualTo("fs2");
        assertThat(moved.path("tookMillis").asLong(-1)).isBetween(0L, 20_000L);
        assertRefused(
                409,
                "on fs2 already",
                () -> post(3, "/v1/volumes/Volume1/move", Map.of("to", "fs2")));
    }

    @Test
    void saysWhenTheOwnerKeptTheVolume() throws Exception {
        fleet.cluster.ownersLetGo = false;
        fleet.cluster.onChange(
                (old, now) -> {
                    var v = now.volume("Volume1").orElseThrow();
                    if (v.movingTo() != null) {
                        Thread.ofVirtual().start(() -> cancel(v.epoch()));
                    }
                });
        assertRefused(
                409,
                "did not move to fs2: fs1 owns it",
                () -> post(3, "/v1/volumes/Volume1/move", Map.of("to", "fs2")));
    }

    private void cancel(long epoch) {
        try {
            fleet.cluster.apply(new Command.CancelMove("Volume1", epoch));
        } catch (io.onehop.cluster.state.Refused e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theLastNodeInServiceIsNotPaused() throws Exception {
        post(1, "/v1/nodes/fs1/pause", Map.of());
        post(1, "/v1/nodes/fs2/pause", Map.of());
        assertRefused(409, "nowhere to go", () -> post(1, "/v1/nodes/fs3/pause", Map.of()));
        post(1, "/v1/nodes/fs1/resume", Map.of());
        assertThat(get(1, "/v1/nodes").path("rows").get(0).path("state").asText()).isEqualTo("up");
    }

    @Test
    void keepsTheHashOfAPasswordAndNeverShowsIt() throws Exception {
        post(1, "/v1/users", Map.of("name", "demo", "password", "Password"));
        // [MS-NLMP] 4.2.2.1.2 gives this hash.
        assertThat(fleet.cluster.state().user("demo").orElseThrow().ntHash())
                .isEqualTo("a4f49c406510bdcab6824ee7c30fd852");
        assertThat(get(1, "/v1/users").toString())
                .contains("S-1-5-21-1-2-3-1000")
                .doesNotContain("a4f49c");
        post(1, "/v1/users/demo", Map.of("enabled", false));
        assertThat(fleet.cluster.state().user("demo").orElseThrow().enabled()).isFalse();
        assertRefused(
                409,
                "onehop user passwd demo",
                () -> post(1, "/v1/users", Map.of("name", "demo", "password", "x")));
    }

    @Test
    void changesSettingsOneAtATime() throws Exception {
        post(1, "/v1/settings/lease-millis", Map.of("value", "3000"));
        post(1, "/v1/settings/balancer", Map.of("value", "off"));
        assertThat(fleet.cluster.state().settings().leaseMillis()).isEqualTo(3000);
        assertThat(fleet.cluster.state().settings().balancer()).isFalse();
        assertRefused(
                409,
                "1 to 60 seconds",
                () -> post(1, "/v1/settings/lease-millis", Map.of("value", "5")));
        assertRefused(
                400, "true or false", () -> post(1, "/v1/settings/balancer", Map.of("value", "5")));
        assertRefused(
                404,
                "onehop settings",
                () -> post(1, "/v1/settings/nothing", Map.of("value", "5")));
    }

    @Test
    void saysThatThereIsNoMajority() throws Exception {
        fleet.cluster.majority = false;
        assertRefused(
                503,
                "a majority of its nodes must be up",
                () -> post(1, "/v1/nodes/fs1/pause", Map.of()));
        assertThat(get(1, "/v1/cluster").path("warnings").get(0).asText()).contains("no leader");
    }

    @Test
    void refusesBodiesThatAreTooLongOrNotAsExpected() {
        assertRefused(
                413, "at most", () -> post(1, "/v1/volumes", Map.of("name", "x".repeat(70_000))));
        assertRefused(400, "not as expected", () -> post(1, "/v1/volumes", List.of()));
        assertRefused(400, "not as expected", () -> post(1, "/v1/volumes", Map.of("owner", "fs1")));
        assertRefused(
                400,
                "the volume's path is missing",
                () -> post(1, "/v1/volumes", Map.of("name", "v")));
        List<Object> deep = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            deep = new ArrayList<>(List.of(deep));
        }
        List<Object> bomb = deep;
        assertRefused(400, "not as expected", () -> post(1, "/v1/volumes", bomb));
        assertRefused(404, "in this API", () -> get(1, "/v1/nothing"));
        assertRefused(
                405,
                "not with PUT",
                () -> operator.call(fleet.at(1), "PUT", "/v1/nodes", Map.of()));
    }

    @Test
    void speaksNothingOlderThanTls13AndNoPlainText() throws Exception {
        SSLContext context = NodeTls.clientContext(fleet.authority.certificate());
        try (SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(fleet.at(1).address(), fleet.at(1).port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
        try (Socket socket = new Socket(fleet.at(1).address(), fleet.at(1).port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("GET /v1/cluster HTTP/1.1\r\n\r\n".getBytes(UTF_8));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readAllBytes(), UTF_8)).doesNotContain("SOFS1");
        }
        assertThat(get(1, "/v1/cluster").path("rows").get(0).path("name").asText())
                .isEqualTo("SOFS1");
    }

    @Test
    void givesMetrics() throws Exception {
        String page = new String(operator.text(fleet.at(1), "GET", "/metrics", null), UTF_8);
        assertThat(page)
                .contains("onehop_nodes_up 3.0", "onehop_volumes_owned 1.0", "onehop_sessions 1.0")
                .containsPattern(
                        "onehop_redirected_bytes(_total)?\\{share=\"CSV2-Share\"} 5001234.0")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void streamsWhatHappensAtAllNodesEachEventOnce() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        Thread reader =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        operator.follow(
                                                fleet.at(1),
                                                "/v1/events?follow=true",
                                                e ->
                                                        seen.add(
                                                                e.path("kind").asText()
                                                                        + " "
                                                                        + e.path("node").asText()));
                                    } catch (IOException | ApiException e) {
                                        seen.add("ended");
                                    }
                                });
        // Until every stream stands, each node says that it is there.
        List<String> met = new ArrayList<>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!met.containsAll(List.of("hello fs1", "hello fs2", "hello fs3"))) {
            assertThat(System.nanoTime()).as("met %s", met).isLessThan(deadline);
            fleet.events.values().forEach(log -> log.publish("hello", "test", "here"));
            String next = seen.poll(200, TimeUnit.MILLISECONDS);
            if (next != null) {
                met.add(next);
            }
        }
        fleet.cluster.apply(new Command.PauseNode("fs3"));
        fleet.eventsOf("fs2").publish("goodbye", "test", "that was all");
        List<String> rest = new ArrayList<>();
        while (!rest.contains("goodbye fs2") || !rest.contains("node-paused fs1")) {
            String next = seen.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("after %s", rest).isNotNull();
            rest.add(next);
        }
        assertThat(rest).doesNotContain("node-paused fs2", "node-paused fs3");
        reader.interrupt();
        JsonNode past = get(3, "/v1/events").path("rows");
        assertThat(past.findValuesAsText("kind")).contains("node-paused", "goodbye", "hello");
    }

    @Test
    void rememberedEventsAreBoundedAndTellWhatChanged() {
        EventLog log = new EventLog("fs1", fleet.clock);
        for (int i = 0; i < 2000; i++) {
            log.publish("tick", "test", "tick");
        }
        assertThat(log.recent()).hasSize(1000);
        var old = fleet.cluster.state();
        log.changed(
                old,
                TestClusters.after(
                        old,
                        new Command.NodeDown("fs1", 1),
                        new Command.GiveVolume("Volume1", "fs2"),
                        new Command.RemoveShare("CSV3-Share")));
        assertThat(log.recent().subList(997, 1000))
                .extracting(EventLog.Event::text)
                .containsExactly(
                        "node fs1 is down",
                        "volume Volume1 is owned by fs2 (from fs1), epoch 2",
                        "share CSV3-Share was removed");
    }

    private AdminClient member(ClusterAuthority authority, String name) throws IOException {
        return new AdminClient(
                new NodeTls(TestFleet.identity(authority, name)).context(), null, 5_000, 5_000);
    }

    private JsonNode get(int node, String path) throws ApiException, IOException {
        return operator.call(fleet.at(node), "GET", path, null);
    }

    private JsonNode post(int node, String path, Object body) throws ApiException, IOException {
        return operator.call(fleet.at(node), "POST", path, body);
    }

    private JsonNode delete(String path) throws ApiException, IOException {
        return operator.call(fleet.at(2), "DELETE", path, null);
    }

    private static void assertRefused(
            int status,
            String message,
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(status))
                .hasMessageContaining(message);
    }
}
