package io.onehop.cluster.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3 among the nodes of one cluster, and of others with it. RFC 8446. Thread safe.
 *
 * <p>A certificate says which node a peer is. Whether that node is still a member is for the caller
 * to ask of the cluster's state.
 */
public final class NodeTls {
    private static final String PROTOCOL = "TLSv1.3";

    private final NodeIdentity identity;
    private final KeyManager keyManager;

    public NodeTls(NodeIdentity identity) {
        this.identity = identity;
        this.keyManager = keyManager(identity);
    }

    public NodeIdentity identity() {
        return identity;
    }

    /** This node's key, certificate and the authority's certificate. */
    public KeyManager keyManager() {
        return keyManager;
    }

    /** Trusts every node that the cluster's authority certified. */
    public TrustManager trustManager() {
        return ClusterTrust.of(identity.authority(), null);
    }

    /** For both ends of node-to-node traffic, and for servers that talk to others too. */
    public SSLContext context() {
        return context(keyManager, trustManager());
    }

    /** For a connection to one node: no other can answer in its place. */
    public SSLContext contextTo(String peerName) {
        return context(keyManager, ClusterTrust.of(identity.authority(), peerName));
    }

    /** TLS 1.3 and nothing older; the peer must show a certificate. */
    public static SSLParameters mutual() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {PROTOCOL});
        parameters.setNeedClientAuth(true);
        return parameters;
    }

    /** TLS 1.3 and nothing older; a peer that has a certificate of the cluster may show it. */
    public static SSLParameters optional() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {PROTOCOL});
        parameters.setWantClientAuth(true);
        return parameters;
    }

    /** For a client without a certificate that knows the cluster's authority. */
    public static SSLContext clientContext(X509Certificate authority) {
        return context(null, ClusterTrust.of(authority, null));
    }

    /** For a machine that knows the authority only by its fingerprint. */
    public static SSLContext clientContext(String fingerprint) {
        return context(null, ClusterTrust.ofFingerprint(fingerprint));
    }

    /**
     * The node name of a peer whose certificate was checked.
     *
     * @throws SSLPeerUnverifiedException when the peer showed none
     */
    public static String peerName(SSLSession session) throws SSLPeerUnverifiedException {
        Certificate[] chain = session.getPeerCertificates();
        return commonName((X509Certificate) chain[0]);
    }

    /** The common name of a certificate, empty when it has none. */
    static String commonName(X509Certificate certificate) {
        try {
            LdapName name = new LdapName(certificate.getSubjectX500Principal().getName());
            for (Rdn rdn : name.getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN")) {
                    return String.valueOf(rdn.getValue());
                }
            }
            return "";
        } catch (InvalidNameException e) {
            throw new IllegalStateException("RFC 2253 out, RFC 2253 in", e);
        }
    }

    private static SSLContext context(@Nullable KeyManager key, TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance(PROTOCOL);
            context.init(
                    key == null ? null : new KeyManager[] {key}, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS 1.3", e);
        }
    }

    private static KeyManager keyManager(NodeIdentity identity) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            Certificate[] chain = {identity.certificate(), identity.authority()};
            char[] none = new char[0];
            store.setKeyEntry("node", identity.key(), none, chain);
            KeyManagerFactory factory =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, none);
            return factory.getKeyManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store in memory", e);
        }
    }
}
