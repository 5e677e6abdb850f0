package io.onehop.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.client.FakeServer.Act;
import io.onehop.client.connection.ConnectionProfile;
import io.onehop.client.connection.Credentials;
import io.onehop.client.connection.StatusException;
import io.onehop.client.move.MoveKind;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.Flush;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.Write;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole client against scripted servers, with 64 bytes of a file in the memory of the test. */
class ShareTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress TWO = InetAddress.ofLiteral("127.0.0.2");
    private static final long FILE_ID = 4711;
    private static final OpenMode SHARED =
            OpenMode.READ_WRITE.withShare(Create.FILE_SHARE_READ | Create.FILE_SHARE_WRITE);

    private final byte[] contents = new byte[64];
    private final Deque<Supplier<Act>> surprises = new ArrayDeque<>();
    private final AtomicInteger opens = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private volatile long fileId = FILE_ID;
    private final FakeServer first = server(ONE, 0);
    private final FakeServer second = server(TWO, first.port());
    private final SmbClient client =
            SmbClient.connect(
                    new ServerAddress("FAKE", List.of(ONE, TWO), first.port()),
                    Credentials.of(FakeServer.USER, FakeServer.PASSWORD),
                    ClientOptions.DEFAULT
                            .withConnection(ConnectionProfile.DEFAULT.withTimeouts(2000, 10_000))
                            .withMoveMillis(10_000));

    private FakeServer server(InetAddress address, int port) {
        try {
            FakeServer[] self = new FakeServer[1];
            self[0] =
                    new FakeServer(
                            address, port, request -> on(Objects.requireNonNull(self[0]), request));
            return self[0];
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        first.close();
        second.close();
    }

    private synchronized Act on(FakeServer server, Request request) {
        if (!(request instanceof Create.Request || request instanceof Close.Request)) {
            Supplier<Act> surprise = surprises.poll();
            if (surprise != null) {
                return surprise.get();
            }
        }
        return usual(server, request);
    }

    private Act usual(FakeServer server, Request request) {
        return switch (request) {
            case Create.Request ignored -> {
                opens.incrementAndGet();
                yield Act.ok(server.opened(fileId));
            }
            case Close.Request ignored -> FakeServer.closed();
            case Flush.Request ignored -> Act.ok(new Flush.Response());
            case Read.Request read -> {
                int from = (int) Math.min(read.offset(), contents.length);
                int count = (int) Math.min(read.length(), contents.length - from);
                yield count == 0
                        ? Act.refuse(NtStatus.END_OF_FILE)
                        : Act.ok(new Read.Response(ByteBuffer.wrap(contents, from, count)));
            }
            case Write.Request write -> {
                writes.incrementAndGet();
                int count = write.data().remaining();
                write.data().get(contents, (int) write.offset(), count);
                yield Act.ok(new Write.Response(count));
            }
            default -> Act.refuse(NtStatus.NOT_SUPPORTED);
        };
    }

    private static ByteBuffer bytes(int... values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            out[i] = (byte) values[i];
        }
        return ByteBuffer.wrap(out);
    }

    @Test
    void writesAndReadsAFile() throws IOException {
        try (RemoteFile file = client.share("data").open("a/b", OpenMode.READ_WRITE)) {
            file.write(3, bytes(1, 2, 3));
            file.flush();
            ByteBuffer found = ByteBuffer.allocate(100);
            assertThat(file.read(0, found)).isEqualTo(64);
            assertThat(Arrays.copyOf(found.array(), 7)).containsExactly(0, 0, 0, 1, 2, 3, 0);
            assertThat(file.read(64, found.clear())).isEqualTo(-1);
        }
    }

    @Test
    void saysWhatTheServerRefused() {
        SmbClient stranger =
                SmbClient.connect(
                        new ServerAddress("FAKE", List.of(ONE), first.port()),
                        Credentials.of(FakeServer.USER, "wrong"));
        assertThatThrownBy(() -> stranger.share("data"))
                .isInstanceOf(UnavailableException.class)
                .hasCauseInstanceOf(StatusException.class)
                .hasMessageContaining("STATUS_LOGON_FAILURE");
    }

    @Test
    void waitsForAnAnswerThatComesLater() throws IOException {
        try (RemoteFile file = client.share("data").open("f", OpenMode.READ_WRITE)) {
            surprises.add(() -> new Act.Later(new Flush.Response()));
            file.flush();
            assertThat(surprises).isEmpty();
        }
    }

    @Test
    void dropsAConnectionWhoseAnswerIsForgedAndReadsAgainOnAnother() throws IOException {
        contents[0] = 9;
        try (RemoteFile file = client.share("data").open("f", OpenMode.READ)) {
            surprises.add(() -> new Act.Forge(new Read.Response(bytes(6))));
            ByteBuffer found = ByteBuffer.allocate(1);
            file.read(0, found);
            assertThat(found.get(0)).isEqualTo((byte) 9);
        }
        assertThat(client.moves())
                .singleElement()
                .satisfies(move -> assertThat(move.kind()).isEqualTo(MoveKind.CONNECTION_LOST));
    }

    @Test
    void goesOnAtTheOtherNodeWhenOneDies() throws IOException {
        Share share = client.share("data");
        try (RemoteFile file = share.open("f", OpenMode.READ_WRITE)) {
            InetAddress at = Objects.requireNonNull(share.status().dataNode());
            (at.equals(ONE) ? first : second).die();
            file.write(0, bytes(5));
            assertThat(share.status().dataNode()).isEqualTo(at.equals(ONE) ? TWO : ONE);
        }
        assertThat(contents[0]).isEqualTo((byte) 5);
        assertThat(opens).hasValue(2);
        assertThat(client.moves()).hasSize(1);
    }

    @Test
    void repeatsAWriteInDoubtOfAnExclusiveHandle() throws IOException {
        try (RemoteFile file = client.share("data").open("f", OpenMode.READ_WRITE)) {
            surprises.add(Act.Hang::new);
            file.write(0, bytes(5));
        }
        assertThat(contents[0]).isEqualTo((byte) 5);
        assertThat(opens).hasValue(2);
    }

    @Test
    void reportsAWriteInDoubtOfASharedHandle() throws IOException {
        try (RemoteFile file = client.share("data").open("f", SHARED)) {
            surprises.add(Act.Hang::new);
            assertThatThrownBy(() -> file.write(0, bytes(5))).isInstanceOf(InDoubtException.class);
            assertThat(writes).hasValue(0);
            file.write(0, bytes(6));
        }
        assertThat(contents[0]).isEqualTo((byte) 6);
    }

    @Test
    void reportsASharedWriteThatTheNodeLostWithItsOwner() throws IOException {
        try (RemoteFile file = client.share("data").open("f", SHARED)) {
            surprises.add(() -> Act.refuse(NtStatus.UNEXPECTED_NETWORK_ERROR));
            assertThatThrownBy(() -> file.write(0, bytes(5))).isInstanceOf(InDoubtException.class);
        }
    }

    @Test
    void opensAFileAgainThatTheServerClosed() throws IOException {
        try (RemoteFile file = client.share("data").open("f", SHARED)) {
            surprises.add(() -> Act.refuse(NtStatus.FILE_CLOSED));
            file.write(0, bytes(5));
        }
        assertThat(opens).hasValue(2);
        assertThat(client.moves())
                .singleElement()
                .satisfies(move -> assertThat(move.kind()).isEqualTo(MoveKind.HANDLE_LOST));
    }

    @Test
    void failsAHandleWhoseNameBelongsToAnotherFile() throws IOException {
        try (RemoteFile file = client.share("data").open("f", OpenMode.READ_WRITE)) {
            fileId = 1234;
            surprises.add(() -> Act.refuse(NtStatus.FILE_CLOSED));
            assertThatThrownBy(() -> file.write(0, bytes(5))).hasMessageContaining("another file");
            assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(1)))
                    .hasMessageContaining("lost in a move");
        }
        assertThat(writes).hasValue(0);
    }

    @Test
    void waitsUntilTheOwnerCanBeReached() throws IOException {
        try (RemoteFile file = client.share("data").open("f", OpenMode.READ_WRITE)) {
            surprises.add(() -> Act.refuse(NtStatus.FILE_NOT_AVAILABLE));
            surprises.add(() -> Act.refuse(NtStatus.FILE_NOT_AVAILABLE));
            file.write(0, bytes(5));
        }
        assertThat(contents[0]).isEqualTo((byte) 5);
    }

    @Test
    void reportsAFlushAfterTheNodeThatTookTheBytesWasLost() throws IOException {
        try (RemoteFile file = client.share("data").open("f", OpenMode.READ_WRITE)) {
            file.write(0, bytes(5));
            surprises.add(Act.Hang::new);
            assertThatThrownBy(file::flush).isInstanceOf(InDoubtException.class);
            file.write(0, bytes(5));
            file.flush();
        }
    }

    @Test
    void flushesWithoutComplaintWhenNothingWasUnflushed() throws IOException {
        try (RemoteFile file = client.share("data").open("f", OpenMode.READ_WRITE)) {
            file.write(0, bytes(5));
            file.flush();
            surprises.add(Act.Hang::new);
            file.flush();
        }
    }

    @Test
    void connectsAgainWhenTheSessionIsForgotten() throws IOException {
        try (RemoteFile file = client.share("data").open("f", SHARED)) {
            surprises.add(() -> Act.refuse(NtStatus.NETWORK_NAME_DELETED));
            file.write(0, bytes(5));
        }
        assertThat(writes).hasValue(1);
        assertThat(client.moves()).hasSize(1);
    }

    @Test
    void endsItsOperationsWhenNobodyServesTheShareInTime() throws IOException {
        ClientOptions hasty =
                ClientOptions.DEFAULT
                        .withConnection(ConnectionProfile.DEFAULT.withTimeouts(500, 2000))
                        .withMoveMillis(300);
        try (SmbClient impatient =
                        SmbClient.connect(
                                new ServerAddress("FAKE", List.of(ONE), first.port()),
                                Credentials.of(FakeServer.USER, FakeServer.PASSWORD),
                                hasty);
                RemoteFile file = impatient.share("data").open("f", OpenMode.READ)) {
            first.die();
            assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(1)))
                    .isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void keepsPathsWithinTheShare() {
        assertThatThrownBy(() -> client.share("data").open("a/../../b", OpenMode.READ))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Paths.clean("\\a//b/./c/")).isEqualTo("a/b/c");
    }
}
