package io.onehop.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.FakeCluster;
import io.onehop.server.RawClient;
import io.onehop.server.TestServer;
import io.onehop.server.serve.ServedSession;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.Echo;
import io.onehop.wire.smb2.NtStatus;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that do not say who they are. [MS-SMB2] 3.3.5.5.3, Session.IsAnonymous */
class AnonymousTest {
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        server.cluster.settings(true, false, true);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawClient client() throws IOException {
        RawClient client = new RawClient(server.address());
        client.negotiate(Dialect.SMB_3_1_1);
        return client;
    }

    private RawClient nobody() throws IOException {
        RawClient client = client();
        assertThat(client.loginAnonymously()).isEqualTo(NtStatus.SUCCESS);
        return client;
    }

    private static NtStatus pipe(RawClient client, String name) throws IOException {
        return client.call(new Create.Request(0, 2, 3, 0, 7, Create.FILE_OPEN, 0, name, List.of()))
                .status();
    }

    @Test
    void areRefusedUnlessAnOperatorLetsThemIn() throws IOException {
        server.cluster.settings(true, false);
        try (RawClient client = client()) {
            assertThat(client.loginAnonymously()).isEqualTo(NtStatus.LOGON_FAILURE);
        }
        assertThat(server.server.sessions()).isEmpty();
    }

    @Test
    void areRefusedWhereEverybodyMustEncrypt() throws IOException {
        server.cluster.settings(false, true, true);
        try (RawClient client = client()) {
            assertThat(client.loginAnonymously()).isEqualTo(NtStatus.LOGON_FAILURE);
        }
    }

    @Test
    void reachOnePipeAndNoShare() throws IOException {
        try (RawClient client = nobody()) {
            assertThat(client.connect("near").status()).isEqualTo(NtStatus.ACCESS_DENIED);
            RawClient.Message connected = client.connect("IPC$");
            assertThat(connected.status()).isEqualTo(NtStatus.SUCCESS);
            assertThat(client.verify(connected)).as("signed as the request was").isTrue();
            assertThat(pipe(client, "srvsvc")).as("not signed").isEqualTo(NtStatus.SUCCESS);
            for (String name : List.of("wkssvc", "lsarpc", "samr", "nothing")) {
                assertThat(pipe(client, name)).as(name).isEqualTo(NtStatus.ACCESS_DENIED);
            }
        }
    }

    @Test
    void doNotEncryptOnAConnectionOfTheirOwn() throws IOException {
        try (RawClient client = nobody()) {
            client.encrypt = true;
            client.begin(new Echo.Request());
            assertThat(client.isDropped()).isTrue();
        }
    }

    @Test
    void haveNoChannels() throws IOException {
        try (RawClient first = nobody();
                RawClient second = client()) {
            assertThat(second.bind(first, "tester", FakeCluster.PASSWORD))
                    .isEqualTo(NtStatus.NOT_SUPPORTED);
        }
    }

    @Test
    void areSentAwayWhenAnOperatorWantsIt() throws IOException {
        try (RawClient client = nobody()) {
            server.cluster.settings(true, false);
            while (pipe(client, "srvsvc").equals(NtStatus.NETWORK_NAME_DELETED)) {
                Thread.onSpinWait();
            }
            assertThat(pipe(client, "srvsvc")).isEqualTo(NtStatus.USER_SESSION_DELETED);
        }
    }

    @Test
    void aUserMayBecomeOneAndHimselfAgain() throws IOException {
        try (RawClient client = RawClient.ready(server, Dialect.SMB_3_1_1, "near")) {
            client.sign = true;
            ServedSession session = server.backends.sessions.getFirst();
            assertThat(client.loginAnonymously()).isEqualTo(NtStatus.SUCCESS);
            assertThat(session.identity().isAnonymous()).isTrue();
            assertThat(session.user().userName()).isEqualTo("tester");
            assertThat(client.connect("near").status()).isEqualTo(NtStatus.ACCESS_DENIED);
            assertThat(client.reauthenticate("other", FakeCluster.PASSWORD))
                    .isEqualTo(NtStatus.LOGON_FAILURE);
        }
        try (RawClient client = RawClient.ready(server, Dialect.SMB_3_1_1, "near")) {
            client.sign = true;
            assertThat(client.loginAnonymously()).isEqualTo(NtStatus.SUCCESS);
            assertThat(client.reauthenticate("tester", FakeCluster.PASSWORD))
                    .isEqualTo(NtStatus.SUCCESS);
            assertThat(client.connect("near").status()).isEqualTo(NtStatus.SUCCESS);
        }
    }
}
