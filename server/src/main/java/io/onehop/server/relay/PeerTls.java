package io.onehop.server.relay;

import io.netty.handler.ssl.SslHandler;
import io.onehop.cluster.pki.NodeTls;
import io.onehop.cluster.state.NodeState;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Mutual TLS 1.3 between nodes: both ends show a certificate of the cluster's authority. */
public final class PeerTls {
    private static final String[] PROTOCOLS = {"TLSv1.3"};
    // 128 bits first: half the rounds of 256 for what is as far out of reach.
    private static final String[] CIPHERS = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"};

    private final SSLContext context;

    /**
     * @param context with this node's key, trusting only the cluster's authority
     */
    public PeerTls(SSLContext context) {
        this.context = context;
    }

    SslHandler server() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        return handler(engine);
    }

    SslHandler client(NodeState node) {
        SSLEngine engine = context.createSSLEngine(node.clusterAddress(), node.ports().peer());
        engine.setUseClientMode(true);
        return handler(engine);
    }

    private static SslHandler handler(SSLEngine engine) {
        engine.setEnabledProtocols(PROTOCOLS);
        engine.setEnabledCipherSuites(CIPHERS);
        return new SslHandler(engine);
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
