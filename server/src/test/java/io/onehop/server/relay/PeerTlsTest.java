package io.onehop.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.onehop.cluster.pki.CertificateRequest;
import io.onehop.cluster.pki.ClusterAuthority;
import io.onehop.cluster.pki.NodeIdentity;
import io.onehop.cluster.pki.NodeTls;
import io.onehop.cluster.state.NodeState;
import io.onehop.cluster.state.Ports;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** Two ends of a link in one thread; what one sends the other is given. */
class PeerTlsTest {
    private static final NodeState ADDRESS =
            new NodeState(
                    "fs2",
                    2,
                    List.of("127.0.0.1"),
                    "127.0.0.1",
                    new Ports(1, 2, 3, 4, 5, 6, 7),
                    1,
                    true,
                    false);

    private final ClusterAuthority authority = ClusterAuthority.create("SOFS1", Instant.now());
    private final ClusterAuthority other = ClusterAuthority.create("SOFS1", Instant.now());

    private record Ends(
            EmbeddedChannel server,
            SslHandler serverTls,
            EmbeddedChannel client,
            SslHandler clientTls) {
        static Ends of(PeerTls server, PeerTls client) {
            UnpooledByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
            SslHandler serverTls = server.server(allocator);
            SslHandler clientTls = client.client(allocator, ADDRESS);
            Ends ends =
                    new Ends(
                            new EmbeddedChannel(serverTls),
                            serverTls,
                            new EmbeddedChannel(clientTls),
                            clientTls);
            ends.exchange();
            return ends;
        }

        /** Carries bytes until neither end has any for the other. */
        void exchange() {
            while (carry(client, server) || carry(server, client)) {
                // One of them moved something: look again.
            }
        }

        private static boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
            from.runPendingTasks();
            ByteBuf bytes = from.readOutbound();
            if (bytes == null) {
                return false;
            }
            if (to.isOpen()) {
                try {
                    to.writeInbound(bytes);
                } catch (DecoderException e) {
                    // A refused handshake ends here; each end is asked what it says of it.
                    assertThat(e).hasCauseInstanceOf(SSLException.class);
                }
            } else {
                bytes.release();
            }
            return true;
        }
    }

    private static PeerTls node(ClusterAuthority by, String name) throws IOException {
        KeyPair keys = ClusterAuthority.newKeys();
        return new PeerTls(
                new NodeTls(
                        new NodeIdentity(
                                keys.getPrivate(),
                                by.certify(
                                        CertificateRequest.make(keys, name),
                                        name,
                                        List.of("127.0.0.1"),
                                        Instant.now()),
                                by.certificate())));
    }

    @Test
    void eachEndKnowsTheNodeAtTheOther() throws IOException {
        Ends ends = Ends.of(node(authority, "fs2"), node(authority, "fs1"));
        assertThat(ends.clientTls.handshakeFuture().isSuccess()).isTrue();
        assertThat(ends.serverTls.handshakeFuture().isSuccess()).isTrue();
        assertThat(PeerTls.peerName(ends.clientTls.engine().getSession())).isEqualTo("fs2");
        assertThat(PeerTls.peerName(ends.serverTls.engine().getSession())).isEqualTo("fs1");
        assertThat(ends.clientTls.engine().getSession().getProtocol()).isEqualTo("TLSv1.3");

        ends.client.writeOutbound(ends.client.alloc().buffer().writeLong(42));
        ends.exchange();
        ByteBuf got = ends.server.readInbound();
        assertThat(got.readLong()).isEqualTo(42);
        got.release();
    }

    @Test
    void aClientOfAnotherClusterIsRefused() throws IOException {
        Ends ends = Ends.of(node(authority, "fs2"), node(other, "fs1"));
        assertThat(ends.clientTls.handshakeFuture().isSuccess()).isFalse();
        assertThat(ends.serverTls.handshakeFuture().isSuccess()).isFalse();
    }

    @Test
    void anOwnerOfAnotherClusterIsRefused() throws IOException {
        Ends ends = Ends.of(node(other, "fs2"), node(authority, "fs1"));
        assertThat(ends.clientTls.handshakeFuture().isSuccess()).isFalse();
        assertThat(ends.clientTls.handshakeFuture().cause()).isNotNull();
    }
}
