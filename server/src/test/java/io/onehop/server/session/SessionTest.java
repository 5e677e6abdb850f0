package io.onehop.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.Await;
import io.onehop.server.FakeCluster;
import io.onehop.server.RawClient;
import io.onehop.server.RawClient.Message;
import io.onehop.server.SessionView;
import io.onehop.server.TestServer;
import io.onehop.server.serve.Identity;
import io.onehop.wire.crypto.CipherAlgorithm;
import io.onehop.wire.crypto.SigningAlgorithm;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.Echo;
import io.onehop.wire.smb2.ErrorContext;
import io.onehop.wire.smb2.ErrorResponse;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Logoff;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.TreeConnect;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTest {
    private static final String PASSWORD = FakeCluster.PASSWORD;
    private static final Create.Request CREATE =
            new Create.Request(0, 2, 1, 0, 7, Create.FILE_OPEN, 0, "a", List.of());

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawClient negotiated(Dialect dialect) throws IOException {
        RawClient client = new RawClient(server.address());
        client.negotiate(dialect);
        return client;
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void everyDialectLogsInSignsAndLogsOff(Dialect dialect) throws IOException {
        try (RawClient client = RawClient.ready(server, dialect, "near")) {
            client.sign = true;
            Message created = client.call(CREATE);
            assertThat(created.status()).isEqualTo(NtStatus.SUCCESS);
            assertThat(client.verify(created)).isTrue();
            SessionView view = server.server.sessions().getFirst();
            assertThat(view.user()).isEqualTo("tester");
            assertThat(view.dialect()).isEqualTo(dialect);
            assertThat(view.shares()).containsExactly("near");
            Message bye = client.call(new Logoff.Request());
            assertThat(bye.status()).isEqualTo(NtStatus.SUCCESS);
            assertThat(client.verify(bye)).isTrue();
            assertThat(server.backends.closedSessions).hasValue(1);
            assertThat(client.call(CREATE).status()).isEqualTo(NtStatus.USER_SESSION_DELETED);
        }
    }

    @ParameterizedTest
    @EnumSource(CipherAlgorithm.class)
    void everyCipherEncrypts(CipherAlgorithm cipher) throws IOException {
        server.cluster.settings(false, true);
        try (RawClient client = new RawClient(server.address())) {
            client.cipherWanted = cipher.id();
            client.negotiate(Dialect.SMB_3_1_1);
            assertThat(client.login("tester", PASSWORD)).isEqualTo(NtStatus.SUCCESS);
            assertThat(client.encrypt).isTrue();
            Message answer = client.connect("near");
            assertThat(answer.status()).isEqualTo(NtStatus.SUCCESS);
            assertThat(answer.encrypted()).isTrue();
            assertThat(server.server.sessions().getFirst().protection())
                    .isEqualTo("encrypted " + cipher);
        }
    }

    @Test
    void identitiesCarryTheWellKnownGroups() throws IOException {
        try (RawClient client = negotiated(Dialect.SMB_3_1_1)) {
            client.login("TESTER", PASSWORD);
            Identity identity = server.backends.sessions.getFirst().identity();
            assertThat(identity.userName()).isEqualTo("tester");
            assertThat(identity.userSid()).isEqualTo(FakeCluster.DOMAIN_SID + "-1001");
            assertThat(identity.administrator()).isTrue();
            assertThat(identity.groupSids())
                    .contains(
                            "S-1-1-0",
                            "S-1-5-11",
                            "S-1-5-2",
                            "S-1-5-32-544",
                            FakeCluster.DOMAIN_SID + "-512",
                            FakeCluster.DOMAIN_SID + "-513");
        }
    }

    @Test
    void anEchoNeedsNoSession() throws IOException {
        try (RawClient client = negotiated(Dialect.SMB_3_1_1)) {
            assertThat(client.call(new Echo.Request()).status()).isEqualTo(NtStatus.SUCCESS);
        }
    }

    @Test
    void everyFailedLogonLooksTheSame() throws IOException {
        for (String[] who :
                new String[][] {{"tester", "wrong"}, {"nobody", PASSWORD}, {"gone", PASSWORD}}) {
            try (RawClient client = negotiated(Dialect.SMB_3_1_1)) {
                assertThat(client.login(who[0], who[1])).isEqualTo(NtStatus.LOGON_FAILURE);
            }
        }
        assertThat(server.server.counters().logonFailures.sum()).isEqualTo(3);
        assertThat(server.server.sessions()).isEmpty();
    }

    @Test
    void reauthenticationKeepsTheSession() throws IOException {
        try (RawClient client = RawClient.ready(server, Dialect.SMB_3_1_1, "near")) {
            client.sign = true;
            assertThat(client.reauthenticate("tester", PASSWORD)).isEqualTo(NtStatus.SUCCESS);
            assertThat(client.call(CREATE).status()).isEqualTo(NtStatus.SUCCESS);
            assertThat(client.reauthenticate("tester", "wrong")).isEqualTo(NtStatus.LOGON_FAILURE);
            assertThat(client.call(CREATE).status()).isEqualTo(NtStatus.USER_SESSION_DELETED);
        }
    }

    @Test
    void aPreviousSessionOfTheSameUserIsClosed() throws IOException {
        try (RawClient first = RawClient.ready(server, Dialect.SMB_3_1_1, "near");
                RawClient second = negotiated(Dialect.SMB_3_1_1);
                RawClient third = negotiated(Dialect.SMB_3_1_1)) {
            assertThat(third.login("other", PASSWORD)).isEqualTo(NtStatus.SUCCESS);
            assertThat(second.loginAfter(third.sessionId)).isEqualTo(NtStatus.SUCCESS);
            assertThat(server.backends.closedSessions).as("another user's").hasValue(0);
            second.sessionId = 0;
            assertThat(second.loginAfter(first.sessionId)).isEqualTo(NtStatus.SUCCESS);
            assertThat(server.backends.closedSessions).hasValue(1);
            assertThat(first.call(CREATE).status()).isEqualTo(NtStatus.USER_SESSION_DELETED);
        }
    }

    @Test
    void aClientWithTwoDialectsIsRefused() throws IOException {
        try (RawClient first = RawClient.ready(server, Dialect.SMB_3_1_1, "near");
                RawClient second = new RawClient(server.address())) {
            second.clientGuid = first.clientGuid;
            second.negotiate(Dialect.SMB_3_0);
            assertThat(second.login("tester", PASSWORD)).isEqualTo(NtStatus.USER_SESSION_DELETED);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"SMB_3_0", "SMB_3_0_2", "SMB_3_1_1"})
    void aSessionRunsOverSeveralChannels(Dialect dialect) throws IOException {
        try (RawClient first = RawClient.ready(server, dialect, "near");
                RawClient second = new RawClient(server.address())) {
            second.clientGuid = first.clientGuid;
            second.negotiate(dialect);
            assertThat(second.bind(first, "tester", PASSWORD)).isEqualTo(NtStatus.SUCCESS);
            second.sign = true;
            Message created = second.call(CREATE);
            assertThat(created.status()).isEqualTo(NtStatus.SUCCESS);
            assertThat(second.verify(created)).isTrue();
            second.encrypt = true;
            assertThat(second.call(CREATE).status()).isEqualTo(NtStatus.SUCCESS);
            assertThat(server.server.sessions().getFirst().channels()).hasSize(2);

            first.close();
            Await.until(() -> server.server.sessions().getFirst().channels().size() == 1);
            assertThat(second.call(CREATE).status()).isEqualTo(NtStatus.SUCCESS);
            assertThat(server.backends.closedSessions).hasValue(0);
            second.close();
            Await.until(() -> server.backends.closedSessions.get() == 1);
        }
    }

    /** The binding table of [MS-SMB2] 3.3.5.5. */
    @Test
    void bindingIsRefusedForEveryReason() throws IOException {
        try (RawClient first = RawClient.ready(server, Dialect.SMB_3_1_1, "near")) {
            assertThat(bind(first, c -> c.negotiate(Dialect.SMB_2_1)))
                    .isEqualTo(SessionBinding.REQUEST_OUT_OF_SEQUENCE);
            assertThat(bind(first, c -> c.negotiate(Dialect.SMB_3_0)))
                    .isEqualTo(SessionBinding.REQUEST_OUT_OF_SEQUENCE);
            assertThat(
                            bind(
                                    first,
                                    c -> {
                                        c.cipherWanted = CipherAlgorithm.AES_128_CCM.id();
                                        c.negotiate(Dialect.SMB_3_1_1);
                                    }))
                    .isEqualTo(NtStatus.INVALID_PARAMETER);
            assertThat(
                            bind(
                                    first,
                                    c -> {
                                        c.clientGuid = UUID.randomUUID();
                                        c.negotiate(Dialect.SMB_3_1_1);
                                    }))
                    .as("as Windows does it, where the specification leaves the choice")
                    .isEqualTo(NtStatus.SUCCESS);
            assertThat(first.bind(first, "tester", PASSWORD))
                    .isEqualTo(NtStatus.REQUEST_NOT_ACCEPTED);
        }
        try (RawClient first = new RawClient(server.address())) {
            first.signingWanted = SigningAlgorithm.AES_CMAC.id();
            first.negotiate(Dialect.SMB_3_1_1);
            first.login("tester", PASSWORD);
            assertThat(bind(first, c -> c.negotiate(Dialect.SMB_2_1)))
                    .isEqualTo(NtStatus.REQUEST_NOT_ACCEPTED);
            assertThat(bind(first, c -> c.negotiate(Dialect.SMB_3_0)))
                    .isEqualTo(NtStatus.INVALID_PARAMETER);
            assertThat(bind(first, c -> c.negotiate(Dialect.SMB_3_1_1)))
                    .isEqualTo(NtStatus.NOT_SUPPORTED);
        }
    }

    private interface Preparation {
        void prepare(RawClient client) throws IOException;
    }

    private NtStatus bind(RawClient first, Preparation preparation) throws IOException {
        try (RawClient second = new RawClient(server.address())) {
            second.clientGuid = first.clientGuid;
            preparation.prepare(second);
            return second.bind(first, "tester", PASSWORD);
        }
    }

    @Test
    void bindingNeedsTheSessionsUserAndPassword() throws IOException {
        try (RawClient first = RawClient.ready(server, Dialect.SMB_3_1_1, "near");
                RawClient second = new RawClient(server.address())) {
            second.clientGuid = first.clientGuid;
            second.negotiate(Dialect.SMB_3_1_1);
            assertThat(second.bind(first, "other", PASSWORD)).isEqualTo(NtStatus.ACCESS_DENIED);
            assertThat(second.bind(first, "tester", "wrong")).isEqualTo(NtStatus.LOGON_FAILURE);
            // What failed does not spoil the next attempt.
            assertThat(second.bind(first, "tester", PASSWORD)).isEqualTo(NtStatus.SUCCESS);
        }
    }

    @Test
    void requestsForAnotherConnectionsSessionAreRefusedBelievably() throws IOException {
        try (RawClient first = RawClient.ready(server, Dialect.SMB_3_1_1, "near");
                RawClient second = negotiated(Dialect.SMB_3_1_1)) {
            second.sessionId = first.sessionId;
            second.signer = first.signer;
            second.sign = true;
            Message answer = second.call(CREATE);
            assertThat(answer.status()).isEqualTo(NtStatus.USER_SESSION_DELETED);
            assertThat(second.verify(answer)).isTrue();
        }
    }

    @Test
    void breaksReachAnyChannelAndAnyConnectionOfTheClient() throws IOException {
        try (RawClient first = RawClient.ready(server, Dialect.SMB_3_1_1, "near")) {
            var sink = server.backends.sessions.getFirst().sink();
            FileId id = new FileId(1, 2);
            assertThat(sink.sendBreak(new OplockBreak.Notification(1, id), () -> {})).isTrue();
            Message oplock = first.receive();
            assertThat(oplock.header().messageId()).isEqualTo(-1);
            assertThat(oplock.header().sessionId()).isEqualTo(first.sessionId);
            assertThat(oplock.body()).isEqualTo(new OplockBreak.Notification(1, id));
            var lease = new OplockBreak.LeaseNotification(1, 1, new UUID(3, 4), 3, 1);
            assertThat(sink.sendBreak(lease, () -> {})).isTrue();
            Message broken = first.receive();
            assertThat(broken.header().sessionId()).isZero();
            assertThat(broken.body()).isEqualTo(lease);

            try (RawClient second = new RawClient(server.address())) {
                second.clientGuid = first.clientGuid;
                second.negotiate(Dialect.SMB_3_1_1);
                first.close();
                Await.until(() -> server.server.connections().size() == 1);
                assertThat(sink.sendBreak(lease, () -> {})).as("to a stranger").isFalse();
                second.login("tester", PASSWORD);
                assertThat(sink.sendBreak(new OplockBreak.Notification(1, id), () -> {})).isFalse();
                assertThat(sink.sendBreak(lease, () -> {})).isTrue();
                assertThat(second.receive().body()).isEqualTo(lease);
            }
        }
    }

    @Test
    void breaksTakeTheOldestConnectionThatThereIs() throws IOException {
        try (RawClient first = RawClient.ready(server, Dialect.SMB_3_1_1, "near");
                RawClient second = new RawClient(server.address())) {
            second.clientGuid = first.clientGuid;
            second.negotiate(Dialect.SMB_3_1_1);
            assertThat(second.bind(first, "tester", PASSWORD)).isEqualTo(NtStatus.SUCCESS);
            var sink = server.backends.sessions.getFirst().sink();
            var oplock = new OplockBreak.Notification(1, new FileId(1, 2));
            var lease = new OplockBreak.LeaseNotification(1, 1, new UUID(3, 4), 3, 1);
            assertThat(sink.sendBreak(oplock, () -> {})).isTrue();
            assertThat(first.receive().body()).isEqualTo(oplock);
            assertThat(sink.sendBreak(lease, () -> {})).isTrue();
            assertThat(first.receive().body()).isEqualTo(lease);
            first.close();
            Await.until(() -> server.server.connections().size() == 1);
            assertThat(sink.sendBreak(oplock, () -> {})).isTrue();
            assertThat(second.receive().body()).isEqualTo(oplock);
            assertThat(sink.sendBreak(lease, () -> {})).isTrue();
            assertThat(second.receive().body()).isEqualTo(lease);
        }
    }

    @Test
    void oplockBreaksOfEncryptedSessionsAreEncrypted() throws IOException {
        server.cluster.settings(false, true);
        try (RawClient client = RawClient.ready(server, Dialect.SMB_3_1_1, "near")) {
            var sink = server.backends.sessions.getFirst().sink();
            sink.sendBreak(new OplockBreak.Notification(1, new FileId(1, 2)), () -> {});
            assertThat(client.receive().encrypted()).isTrue();
        }
    }

    @Test
    void capabilitiesOfSharesFollowKindVolumeAndDialect() throws IOException {
        int scaleOut = TreeConnect.SHARE_CAP_SCALEOUT | TreeConnect.SHARE_CAP_CLUSTER;
        int asymmetric = scaleOut | TreeConnect.SHARE_CAP_ASYMMETRIC;
        Object[][] table = {
            {Dialect.SMB_2_1, "near", 0},
            {Dialect.SMB_3_0, "near", scaleOut},
            {Dialect.SMB_3_0_2, "near", asymmetric},
            {Dialect.SMB_3_0_2, "far", asymmetric},
            {Dialect.SMB_3_1_1, "near", asymmetric},
            {Dialect.SMB_3_1_1, "san", scaleOut},
            {Dialect.SMB_3_1_1, "general", 0},
            {Dialect.SMB_3_1_1, "IPC$", 0},
        };
        for (Object[] row : table) {
            try (RawClient client = negotiated((Dialect) row[0])) {
                client.login("tester", PASSWORD);
                TreeConnect.Response answer =
                        (TreeConnect.Response) client.connect((String) row[1]).body();
                assertThat(answer.capabilities()).as("%s %s", row[0], row[1]).isEqualTo(row[2]);
            }
        }
    }

    @Test
    void redirectsThoseWhoAskToTheOwner() throws IOException {
        try (RawClient client = negotiated(Dialect.SMB_3_1_1)) {
            client.login("tester", PASSWORD);
            client.sign = true;
            int redirect = TreeConnect.FLAG_REDIRECT_TO_OWNER;
            Message far =
                    client.call(new TreeConnect.Request(redirect, "\\\\sofs1\\far", List.of()));
            assertThat(far.status()).isEqualTo(NtStatus.BAD_NETWORK_NAME);
            assertThat(far.body())
                    .isEqualTo(
                            new ErrorResponse(
                                    true,
                                    List.of(
                                            new ErrorContext.ShareRedirect(
                                                    List.of(InetAddress.ofLiteral("127.0.0.2")),
                                                    "\\\\sofs1\\far"))));
            Message near =
                    client.call(new TreeConnect.Request(redirect, "\\\\sofs1\\near", List.of()));
            assertThat(((TreeConnect.Response) near.body()).capabilities())
                    .isEqualTo(
                            TreeConnect.SHARE_CAP_SCALEOUT
                                    | TreeConnect.SHARE_CAP_CLUSTER
                                    | TreeConnect.SHARE_CAP_ASYMMETRIC
                                    | TreeConnect.SHARE_CAP_REDIRECT_TO_OWNER);
            assertThat(
                            client.call(
                                            new TreeConnect.Request(
                                                    redirect, "\\\\sofs1\\san", List.of()))
                                    .status())
                    .isEqualTo(NtStatus.SUCCESS);
        }
    }

    @Test
    void treeConnectsAreRefusedForEveryReason() throws IOException {
        try (RawClient client = negotiated(Dialect.SMB_3_1_1)) {
            client.login("tester", PASSWORD);
            assertThat(client.connect("nope").status()).isEqualTo(NtStatus.BAD_NETWORK_NAME);
            assertThat(client.connect("denied").status()).isEqualTo(NtStatus.ACCESS_DENIED);
            client.sign = true;
            for (String path :
                    List.of("", "\\\\", "near", "\\\\a", "\\\\a\\", "\\\\a\\b\\c", "\\\\\\b")) {
                assertThat(client.call(new TreeConnect.Request(0, path, List.of())).status())
                        .as(path)
                        .isEqualTo(NtStatus.INVALID_PARAMETER);
            }
        }
        try (RawClient client = negotiated(Dialect.SMB_2_1)) {
            client.login("tester", PASSWORD);
            assertThat(client.connect("secret").status()).isEqualTo(NtStatus.ACCESS_DENIED);
        }
        try (RawClient client = negotiated(Dialect.SMB_3_1_1)) {
            client.login("other", PASSWORD);
            TreeConnect.Response denied = (TreeConnect.Response) client.connect("denied").body();
            assertThat(denied.maximalAccess()).isEqualTo(0x0012_00A9);
            assertThat(denied.shareFlags() & TreeConnect.SHAREFLAG_ACCESS_BASED_DIRECTORY_ENUM)
                    .isNotZero();
        }
    }

    @Test
    void encryptedSharesTakeNothingInTheClear() throws IOException {
        try (RawClient client = RawClient.ready(server, Dialect.SMB_3_1_1, "secret")) {
            client.sign = true;
            assertThat(client.call(CREATE).status()).isEqualTo(NtStatus.ACCESS_DENIED);
            client.encrypt = true;
            Message answer = client.call(CREATE);
            assertThat(answer.status()).isEqualTo(NtStatus.SUCCESS);
            assertThat(answer.encrypted()).isTrue();
        }
    }

    @Test
    void encryptedSessionsTakeNothingInTheClear() throws IOException {
        server.cluster.settings(false, true);
        try (RawClient client = RawClient.ready(server, Dialect.SMB_3_0, "near")) {
            client.encrypt = false;
            client.sign = true;
            assertThat(client.call(CREATE).status()).isEqualTo(NtStatus.ACCESS_DENIED);
        }
        try (RawClient old = negotiated(Dialect.SMB_2_1)) {
            assertThat(old.login("tester", PASSWORD)).isEqualTo(NtStatus.ACCESS_DENIED);
        }
    }

    @Test
    void sharesAndUsersThatAreTakenAwayEndTheirTreesAndSessions() throws IOException {
        try (RawClient client = RawClient.ready(server, Dialect.SMB_3_1_1, "general")) {
            server.cluster.removeShare("general");
            Await.until(() -> server.backends.closedTrees.get() == 1);
            assertThat(client.call(CREATE).status()).isEqualTo(NtStatus.NETWORK_NAME_DELETED);
            server.cluster.removeUser("tester");
            Await.until(() -> server.server.sessions().isEmpty());
            assertThat(client.call(CREATE).status()).isEqualTo(NtStatus.USER_SESSION_DELETED);
        }
    }

    @Test
    void administratorsEndSessionsAndConnections() throws IOException {
        try (RawClient client = RawClient.ready(server, Dialect.SMB_3_1_1, "near")) {
            assertThat(server.server.closeSession(client.sessionId)).isTrue();
            assertThat(server.server.closeSession(client.sessionId)).isFalse();
            assertThat(client.call(CREATE).status()).isEqualTo(NtStatus.USER_SESSION_DELETED);
            client.sessionId = 0;
            assertThat(client.call(new Echo.Request()).status()).isEqualTo(NtStatus.SUCCESS);
            long id = server.server.connections().getFirst().connectionId();
            assertThat(server.server.closeConnection(id)).isTrue();
            assertThat(client.isDropped()).isTrue();
        }
    }
}
