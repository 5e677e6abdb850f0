package io.onehop.server.relay;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.onehop.cluster.pki.NodeTls;
import io.onehop.cluster.state.NodeState;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mutual TLS 1.3 between nodes: both ends show a certificate of the cluster's authority. BoringSSL
 * does it where its library loads: it costs a relaying node far less a byte than the JDK's TLS,
 * which does it elsewhere; the two speak with each other.
 */
public final class PeerTls {
    private static final Logger LOG = LoggerFactory.getLogger(PeerTls.class);
    private static final String PROTOCOL = "TLSv1.3";
    // 128 bits first: half the rounds of 256 for what is as far out of reach.
    private static final List<String> CIPHERS =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384");

    private static final int CLOSE_FLUSH_MILLIS = 500;

    private final SslContext server;
    private final SslContext client;

    /**
     * @param tls with this node's key, trusting only the cluster's authority
     */
    public PeerTls(NodeTls tls) {
        boolean nativeTls =
                OpenSsl.isAvailable() && SslProvider.isTlsv13Supported(SslProvider.OPENSSL);
        if (!nativeTls) {
            LOG.info("links between nodes use the JDK's TLS: {}", reason());
        }
        try {
            server = build(SslContextBuilder.forServer(tls.keyManager()), tls, nativeTls);
            client =
                    build(
                            SslContextBuilder.forClient()
                                    .keyManager(tls.keyManager())
                                    // Who the peer is, its certificate says: see peerName.
                                    .endpointIdentificationAlgorithm(null),
                            tls,
                            nativeTls);
        } catch (SSLException e) {
            throw new IllegalStateException("no TLS between nodes", e);
        }
    }

    private static String reason() {
        Throwable cause = OpenSsl.unavailabilityCause();
        return cause == null ? "BoringSSL has no TLS 1.3" : String.valueOf(cause.getMessage());
    }

    private static SslContext build(SslContextBuilder builder, NodeTls tls, boolean nativeTls)
            throws SSLException {
        if (!nativeTls) {
            // BoringSSL has its own order, which begins with the same where the processor has AES.
            builder.ciphers(CIPHERS);
        }
        return builder.sslProvider(nativeTls ? SslProvider.OPENSSL : SslProvider.JDK)
                .trustManager(tls.trustManager())
                .protocols(PROTOCOL)
                .clientAuth(ClientAuth.REQUIRE)
                .build();
    }

    SslHandler server(ByteBufAllocator allocator) {
        return impatient(server.newHandler(allocator));
    }

    SslHandler client(ByteBufAllocator allocator, NodeState node) {
        return impatient(client.newHandler(allocator, node.clusterAddress(), node.ports().peer()));
    }

    /** A goodbye that does not leave soon helps nobody. */
    private static SslHandler impatient(SslHandler handler) {
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_FLUSH_MILLIS);
        return handler;
    }

    /**
     * The node at the other end, as its certificate says; the authority gave it to one node only.
     */
    static String peerName(SSLSession session) {
        try {
            return NodeTls.peerName(session);
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException("a handshake without a certificate was let through", e);
        }
    }
}
