package io.onehop.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.Limits;
import io.onehop.server.Await;
import io.onehop.server.FakeCluster;
import io.onehop.server.RawClient;
import io.onehop.server.RawClient.Message;
import io.onehop.server.TestServer;
import io.onehop.wire.WireWriter;
import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.Echo;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.FsctlCode;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NegotiateContext;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.Smb1Negotiate;
import io.onehop.wire.smb2.TreeConnect;
import io.onehop.wire.smb2.ValidateNegotiateInfo;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostilePeerTest {
    private static final Create.Request CREATE =
            new Create.Request(0, 2, 1, 0, 7, Create.FILE_OPEN, 0, "a", List.of());

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(0, 30_000, 5000);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawClient ready(Dialect dialect) throws IOException {
        return RawClient.ready(server, dialect, "near");
    }

    @Test
    void dropsRequestsBeforeNegotiate() throws IOException {
        try (RawClient client = new RawClient(server.address())) {
            client.begin(new Echo.Request());
            assertThat(client.isDropped()).isTrue();
        }
    }

    @Test
    void dropsASecondNegotiate() throws IOException {
        try (RawClient client = new RawClient(server.address())) {
            client.negotiate(Dialect.SMB_3_1_1);
            client.begin(client.negotiateRequest(Dialect.SMB_2_1));
            assertThat(client.isDropped()).isTrue();
        }
    }

    @Test
    void answersSmb1ClientsThatSpeakSmb2() throws IOException {
        try (RawClient client = new RawClient(server.address())) {
            WireWriter out = new WireWriter();
            new Smb1Negotiate(List.of("NT LM 0.12", "SMB 2.002", "SMB 2.???")).encode(out);
            client.frame(out.toBuffer());
            Negotiate.Response answer = (Negotiate.Response) client.receive().body();
            assertThat(answer.dialectRevision()).isEqualTo(Dialect.WILDCARD);
            client.messageId = 1;
            client.negotiate(Dialect.SMB_3_1_1, Dialect.SMB_2_1);
            assertThat(client.dialect).isEqualTo(Dialect.SMB_3_1_1);
            assertThat(client.login("tester", FakeCluster.PASSWORD)).isEqualTo(NtStatus.SUCCESS);
        }
        try (RawClient client = new RawClient(server.address())) {
            WireWriter out = new WireWriter();
            new Smb1Negotiate(List.of("NT LM 0.12")).encode(out);
            client.frame(out.toBuffer());
            assertThat(client.isDropped()).isTrue();
        }
    }

    @Test
    void refusesNegotiatesThatAreOutOfOrder() throws IOException {
        Negotiate.Request good;
        try (RawClient client = new RawClient(server.address())) {
            good = client.negotiateRequest(Dialect.SMB_3_1_1);
        }
        NegotiateContext preauth = good.contexts().getFirst();
        ByteBuffer none = ByteBuffer.allocate(0);
        NtStatus invalid = NtStatus.INVALID_PARAMETER;
        assertThat(negotiate(good, List.of(), List.of())).isEqualTo(invalid);
        assertThat(negotiate(good, List.of(0x9999), List.of())).isEqualTo(NtStatus.NOT_SUPPORTED);
        assertThat(negotiate(good, good.dialects(), List.of())).isEqualTo(invalid);
        assertThat(negotiate(good, good.dialects(), List.of(preauth, preauth))).isEqualTo(invalid);
        assertThat(
                        negotiate(
                                good,
                                good.dialects(),
                                List.of(new NegotiateContext.PreauthIntegrity(List.of(7), none))))
                .isEqualTo(NtStatus.SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP);
        NegotiateContext cipher = new NegotiateContext.Encryption(List.of(1));
        assertThat(negotiate(good, good.dialects(), List.of(preauth, cipher, cipher)))
                .isEqualTo(invalid);
        assertThat(
                        negotiate(
                                good,
                                good.dialects(),
                                List.of(preauth, new NegotiateContext.Signing(List.of()))))
                .isEqualTo(invalid);
        assertThat(
                        negotiate(
                                good,
                                good.dialects(),
                                List.of(preauth, new NegotiateContext.Unknown(99, none))))
                .isEqualTo(NtStatus.SUCCESS);
    }

    private NtStatus negotiate(
            Negotiate.Request like, List<Integer> dialects, List<NegotiateContext> contexts)
            throws IOException {
        try (RawClient client = new RawClient(server.address())) {
            return client.call(
                            new Negotiate.Request(
                                    like.securityMode(),
                                    like.capabilities(),
                                    like.clientGuid(),
                                    dialects,
                                    contexts))
                    .status();
        }
    }

    @Test
    void dropsReplayedAndSkippedMessageIds() throws IOException {
        try (RawClient client = ready(Dialect.SMB_3_1_1)) {
            client.call(new Echo.Request());
            client.messageId--;
            client.begin(new Echo.Request());
            assertThat(client.isDropped()).isTrue();
        }
        try (RawClient client = ready(Dialect.SMB_3_1_1)) {
            client.messageId += 5000;
            client.begin(new Echo.Request());
            assertThat(client.isDropped()).isTrue();
        }
    }

    @Test
    void refusesEveryChangedBitOfASignedRequest() throws IOException {
        try (RawClient client = ready(Dialect.SMB_3_1_1)) {
            client.sign = true;
            // Signature, tree id, body; the message id and command have other consequences.
            for (int at : new int[] {48, 63, 36, 64, 70, 90}) {
                ByteBuffer message = client.encode(client.header(Command.CREATE), CREATE);
                message.put(at, (byte) (message.get(at) ^ 1));
                client.send(message);
                assertThat(client.receive().status())
                        .as("byte %d", at)
                        .isEqualTo(NtStatus.ACCESS_DENIED);
            }
            assertThat(server.backends.open).isEmpty();
            assertThat(server.server.counters().badSignatures.sum()).isEqualTo(6);
        }
    }

    @Test
    void refusesUnsignedRequestsWhereSigningIsRequired() throws IOException {
        server.cluster.settings(true, false);
        try (RawClient client = ready(Dialect.SMB_3_0)) {
            client.sign = false;
            assertThat(client.call(CREATE).status()).isEqualTo(NtStatus.ACCESS_DENIED);
        }
    }

    @Test
    void dropsUnsignedTreeConnectsOf311() throws IOException {
        try (RawClient client = new RawClient(server.address())) {
            client.negotiate(Dialect.SMB_3_1_1);
            client.login("tester", FakeCluster.PASSWORD);
            client.begin(new TreeConnect.Request(0, "\\\\a\\near", List.of()));
            assertThat(client.isDropped()).isTrue();
        }
    }

    @Test
    void dropsEveryChangedBitOfACiphertext() throws IOException {
        // Signature, nonce, size, flags, session id, ciphertext.
        for (int at : new int[] {4, 20, 36, 42, 44, 52, 100}) {
            try (RawClient client = ready(Dialect.SMB_3_1_1)) {
                client.encrypt = true;
                assertThat(client.call(new Echo.Request()).status()).isEqualTo(NtStatus.SUCCESS);
                ByteBuffer sealed =
                        client.seal(
                                client.encode(client.header(Command.CREATE), CREATE),
                                client.sessionId);
                sealed.put(at, (byte) (sealed.get(at) ^ 1));
                client.frame(sealed);
                assertThat(client.isDropped()).as("byte %d", at).isTrue();
            }
        }
        assertThat(server.backends.open).isEmpty();
    }

    @Test
    void dropsWhatIsEncryptedForAnotherSession() throws IOException {
        try (RawClient client = ready(Dialect.SMB_3_1_1)) {
            Header other = client.header(Command.ECHO).withIds(0, client.sessionId + 1);
            client.frame(client.seal(client.encode(other, new Echo.Request()), client.sessionId));
            assertThat(client.isDropped()).isTrue();
        }
    }

    @Test
    void dropsEncryptedRelatedRequestsThatNameNothing() throws IOException {
        try (RawClient client = ready(Dialect.SMB_3_1_1)) {
            client.encrypt = true;
            client.send(ByteBuffer.wrap(new byte[10]).order(ByteOrder.LITTLE_ENDIAN));
            assertThat(client.isDropped()).isTrue();
        }
    }

    @Test
    void answersValidateNegotiateInfoAndDropsDowngrades() throws IOException {
        try (RawClient client = ready(Dialect.SMB_3_0_2)) {
            client.sign = true;
            Negotiate.Request sent = client.negotiateRequest(Dialect.SMB_3_0_2);
            Message answer = client.call(validate(sent, sent.capabilities()));
            assertThat(answer.status()).isEqualTo(NtStatus.SUCCESS);
            assertThat(((Ioctl.Response) answer.body()).output().remaining())
                    .isEqualTo(ValidateNegotiateInfo.Response.LENGTH);
            client.begin(validate(sent, sent.capabilities() ^ 0x40));
            assertThat(client.isDropped()).isTrue();
        }
        try (RawClient client = ready(Dialect.SMB_3_1_1)) {
            client.sign = true;
            Negotiate.Request sent = client.negotiateRequest(Dialect.SMB_3_1_1);
            client.begin(validate(sent, sent.capabilities()));
            assertThat(client.isDropped()).isTrue();
        }
    }

    private static Ioctl.Request validate(Negotiate.Request sent, int capabilities) {
        WireWriter out = new WireWriter();
        new ValidateNegotiateInfo.Request(
                        capabilities, sent.clientGuid(), sent.securityMode(), sent.dialects())
                .encode(out);
        return new Ioctl.Request(
                FsctlCode.VALIDATE_NEGOTIATE_INFO, FileId.ANY, out.toBuffer(), 0, 24, 1);
    }

    @Test
    void listsThisNodesInterfacesAlone() throws IOException {
        try (RawClient client = ready(Dialect.SMB_3_1_1)) {
            client.sign = true;
            ByteBuffer none = ByteBuffer.allocate(0);
            Message answer =
                    client.call(
                            new Ioctl.Request(
                                    FsctlCode.QUERY_NETWORK_INTERFACE_INFO,
                                    FileId.ANY,
                                    none,
                                    0,
                                    65_536,
                                    1));
            assertThat(((Ioctl.Response) answer.body()).output().remaining()).isEqualTo(152);
            assertThat(
                            client.call(
                                            new Ioctl.Request(
                                                    FsctlCode.DFS_GET_REFERRALS,
                                                    FileId.ANY,
                                                    none,
                                                    0,
                                                    4096,
                                                    1))
                                    .status())
                    .isEqualTo(NtStatus.FS_DRIVER_REQUIRED);
        }
    }

    @Test
    void dropsOversizedFramesOfStrangers() throws IOException {
        try (RawClient client = new RawClient(server.address())) {
            client.raw(new byte[] {0, 1, 0, 1});
            assertThat(client.isDropped()).isTrue();
        }
        assertThat(Limits.MAX_UNAUTHENTICATED_FRAME_BYTES).isEqualTo(0x1_0000);
    }

    @Test
    void survivesTruncatedRequestsOfEveryLength() throws IOException {
        ByteBuffer whole;
        try (RawClient client = new RawClient(server.address())) {
            client.messageId = 1;
            whole = client.encode(client.header(Command.SESSION_SETUP), anySetup());
        }
        for (int length = 1; length < whole.limit(); length++) {
            try (RawClient client = new RawClient(server.address())) {
                client.negotiate(Dialect.SMB_3_1_1);
                client.frame(whole.slice(0, length));
                if (length < Header.LENGTH) {
                    assertThat(client.isDropped()).as("length %d", length).isTrue();
                } else {
                    assertThat(client.receive().status().isError()).isTrue();
                }
            }
        }
        stillServes();
    }

    private static Request anySetup() {
        return new io.onehop.wire.smb2.SessionSetup.Request(
                0, 1, 0, 0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }

    @Test
    void survivesRandomAndMutatedFrames() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 150; round++) {
            boolean loggedIn = round % 3 == 0;
            try (RawClient client =
                    loggedIn ? ready(Dialect.SMB_3_1_1) : new RawClient(server.address())) {
                if (round % 3 == 1) {
                    client.negotiate(Dialect.SMB_3_1_1);
                }
                for (int i = 0; i < 5; i++) {
                    client.frame(hostile(client, random));
                }
            } catch (SocketException e) {
                // Dropped in the middle, as it should be.
                assertThat(e).as("seed %d round %d", seed, round).isNotNull();
            }
        }
        stillServes();
    }

    private static ByteBuffer hostile(RawClient client, Random random) {
        if (random.nextBoolean()) {
            byte[] bytes = new byte[1 + random.nextInt(300)];
            random.nextBytes(bytes);
            if (random.nextBoolean() && bytes.length > 4) {
                bytes[0] = (byte) (0xFC + random.nextInt(4));
                bytes[1] = 'S';
                bytes[2] = 'M';
                bytes[3] = 'B';
            }
            return ByteBuffer.wrap(bytes);
        }
        ByteBuffer message =
                random.nextBoolean()
                        ? client.encode(client.header(Command.CREATE), CREATE)
                        : client.encode(client.header(Command.SESSION_SETUP), anySetup());
        for (int i = 0; i < 3; i++) {
            message.put(random.nextInt(message.limit()), (byte) random.nextInt(256));
        }
        return message;
    }

    private void stillServes() throws IOException {
        try (RawClient client = ready(Dialect.SMB_3_1_1)) {
            assertThat(client.call(CREATE).status()).isEqualTo(NtStatus.SUCCESS);
        }
    }

    @Test
    void idleStrangersCostLittleAndAreShutOut() throws IOException {
        int strangers = 2000;
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < strangers; i++) {
                Socket socket =
                        new Socket(server.address().getAddress(), server.address().getPort());
                // Half a frame, so that the server has to keep something.
                socket.getOutputStream().write(new byte[] {0, 0, (byte) 0xFF, 0, 1, 2, 3});
                sockets.add(socket);
            }
            Await.until(() -> server.server.connections().size() == strangers);
            System.gc();
            long each = (runtime.totalMemory() - runtime.freeMemory() - before) / strangers;
            // The tests' own sockets are in it too.
            assertThat(each).isLessThan(Limits.MAX_UNAUTHENTICATED_BYTES / 4);
            stillServes();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        Await.until(() -> server.server.connections().isEmpty());
    }

    @Test
    void closesStrangersThatDoNotAuthenticateInTime() throws IOException {
        try (TestServer impatient = new TestServer(0, 1500, 10);
                RawClient idle = new RawClient(impatient.address());
                RawClient known = RawClient.ready(impatient, Dialect.SMB_3_1_1, "near")) {
            assertThat(idle.isDropped()).isTrue();
            assertThat(known.call(new Echo.Request()).status()).isEqualTo(NtStatus.SUCCESS);
        }
    }

    @Test
    void refusesMoreStrangersOfOneAddressThanAllowed() throws IOException {
        try (TestServer strict = new TestServer(0, 30_000, 2);
                RawClient first = RawClient.ready(strict, Dialect.SMB_3_1_1, "near");
                RawClient second = new RawClient(strict.address());
                RawClient third = new RawClient(strict.address());
                RawClient fourth = new RawClient(strict.address())) {
            assertThat(fourth.isDropped()).isTrue();
            assertThat(strict.server.counters().connectionsRefused.sum()).isOne();
            assertThat(first.call(new Echo.Request()).status()).isEqualTo(NtStatus.SUCCESS);
            second.negotiate(Dialect.SMB_3_1_1);
            third.negotiate(Dialect.SMB_3_1_1);
        }
    }

    @Test
    void boundsTheCreditsOfStrangersAndClients() throws IOException {
        try (RawClient client = new RawClient(server.address())) {
            client.creditsWanted = 0xFFFF;
            client.negotiate(Dialect.SMB_3_1_1);
            assertThat(client.creditsGranted).isBetween(1L, 16L);
            client.login("tester", FakeCluster.PASSWORD);
            client.connect("near");
            long used = client.messageId;
            assertThat(client.creditsGranted - used + 1).isBetween(100L, (long) Limits.MAX_CREDITS);
        }
    }
}
