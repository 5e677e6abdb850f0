package io.onehop.node.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.base.TimeSource;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.node.TestClusters;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;

class DnsUpdaterTest {
    private static final long SECOND = 1_000_000_000L;
    private static final List<InetAddress> ONE = List.of(InetAddress.ofLiteral("127.0.0.11"));
    private static final List<InetAddress> TWO =
            List.of(ONE.getFirst(), InetAddress.ofLiteral("127.0.0.12"));

    @TempDir Path folder;

    @Test
    void sendsWhenTheAddressesChangeAndOnlyThen() {
        UpdateSchedule schedule = new UpdateSchedule();
        assertThat(schedule.due(true, ONE, 0)).isTrue();
        schedule.succeeded(ONE);
        assertThat(schedule.due(true, ONE, SECOND)).isFalse();
        assertThat(schedule.due(true, TWO, SECOND)).isTrue();
        schedule.succeeded(TWO);
        assertThat(schedule.due(true, TWO.reversed(), SECOND)).isFalse();
        assertThat(schedule.due(true, List.of(), SECOND)).isFalse();
    }

    @Test
    void onlyTheLeaderSendsAndANewOneSendsOnce() {
        UpdateSchedule schedule = new UpdateSchedule();
        assertThat(schedule.due(false, ONE, 0)).isFalse();
        assertThat(schedule.due(true, ONE, 0)).isTrue();
        schedule.succeeded(ONE);
        assertThat(schedule.due(false, ONE, 0)).isFalse();
        assertThat(schedule.due(true, ONE, 0)).isTrue();
    }

    @Test
    void triesAgainLaterAndLater() {
        UpdateSchedule schedule = new UpdateSchedule();
        long now = 0;
        for (long pause : new long[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
            assertThat(schedule.due(true, ONE, now)).isTrue();
            schedule.failed(now);
            assertThat(schedule.waitNanos(now)).isEqualTo(pause * SECOND);
            assertThat(schedule.due(true, ONE, now + pause * SECOND - 1)).isFalse();
            now += pause * SECOND;
        }
        schedule.succeeded(ONE);
        assertThat(schedule.due(true, TWO, now)).isTrue();
    }

    @Test
    void needsAZoneToUpdate() {
        assertThatThrownBy(() -> DnsUpdater.update(TestClusters.threeNodes(""), ONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no DNS domain");
    }

    @Test
    void refusesAKeyFileWithoutAKey() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "nothing here");
        assertThatThrownBy(() -> new UpdateSettings("127.0.0.1", 53, file.toString()).key())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("hmac-sha256");
    }

    @Test
    void tellsTheServerSignedAndAgainAfterARefusal() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("key"),
                        "key \"onehop\" {\n\talgorithm hmac-sha256;\n\tsecret \"c2VjcmV0IQ==\";\n};\n");
        AtomicReference<ClusterState> state =
                new AtomicReference<>(TestClusters.threeNodes("example.org"));
        try (FakeDnsServer other = new FakeDnsServer();
                DnsUpdater updater =
                        DnsUpdater.start(
                                new UpdateSettings("127.0.0.1", other.port(), file.toString()),
                                state::get,
                                () -> true,
                                TimeSource.SYSTEM)) {
            assertThat(other.next()).isEqualTo(Rcode.SERVFAIL);
            List<String> second = other.updates();
            assertThat(second)
                    .containsExactlyInAnyOrder(
                            "ANY A ",
                            "ANY AAAA ",
                            "IN A 127.0.0.11",
                            "IN A 127.0.0.12",
                            "IN A 127.0.0.13");
            state.set(TestClusters.after(state.get(), new Command.PauseNode("fs2")));
            updater.changed();
            assertThat(other.updates()).doesNotContain("IN A 127.0.0.12").hasSize(4);
        }
    }

    /** Takes updates over TCP: fails the first, checks the key of each. */
    private static final class FakeDnsServer implements AutoCloseable {
        private final ServerSocket listener =
                new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
        private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
        private final TSIG key = new TSIG(TSIG.HMAC_SHA256, "onehop.", "c2VjcmV0IQ==");
        private int requests;

        FakeDnsServer() throws IOException {
            Thread.ofVirtual().start(this::run);
        }

        int port() {
            return listener.getLocalPort();
        }

        Object next() throws InterruptedException {
            return Objects.requireNonNull(seen.poll(20, TimeUnit.SECONDS));
        }

        @SuppressWarnings("unchecked")
        List<String> updates() throws InterruptedException {
            return (List<String>) next();
        }

        private void run() {
            while (!listener.isClosed()) {
                try (Socket socket = listener.accept()) {
                    DataInputStream in = new DataInputStream(socket.getInputStream());
                    byte[] bytes = new byte[in.readUnsignedShort()];
                    in.readFully(bytes);
                    byte[] answer = take(bytes);
                    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                    out.writeShort(answer.length);
                    out.write(answer);
                    // The peer closes when it has read.
                    in.read();
                } catch (IOException e) {
                    seen.add(e);
                }
            }
        }

        private byte[] take(byte[] bytes) throws IOException {
            Message update = new Message(bytes);
            Message answer = new Message(update.getHeader().getID());
            answer.getHeader().setFlag(Flags.QR);
            answer.getHeader().setOpcode(Opcode.UPDATE);
            int verified = key.verify(update, bytes, null);
            int rcode = verified != Rcode.NOERROR || ++requests == 1 ? Rcode.SERVFAIL : 0;
            answer.getHeader().setRcode(rcode);
            seen.add(rcode != 0 ? rcode : describe(update));
            answer.setTSIG(key, Rcode.NOERROR, update.getTSIG());
            return answer.toWire(Message.MAXLENGTH);
        }

        private static List<String> describe(Message update) {
            return update.getSection(Section.UPDATE).stream()
                    .map(
                            (Record r) ->
                                    org.xbill.DNS.DClass.string(r.getDClass())
                                            + " "
                                            + org.xbill.DNS.Type.string(r.getType())
                                            + " "
                                            + r.rdataToString())
                    .toList();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
