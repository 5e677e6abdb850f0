package io.onehop.cluster.pki;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts what one cluster's authority signed and nothing else. Host names are not compared, since
 * nodes change their addresses; where the peer is known, its node name is.
 */
final class ClusterTrust extends X509ExtendedTrustManager {
    private final @Nullable X509Certificate authority;
    private final @Nullable String fingerprint;
    private final @Nullable String peer;

    private ClusterTrust(
            @Nullable X509Certificate authority,
            @Nullable String fingerprint,
            @Nullable String peer) {
        this.authority = authority;
        this.fingerprint = fingerprint;
        this.peer = peer;
    }

    /**
     * @param peer the only node that is trusted, or null for all of the cluster
     */
    static ClusterTrust of(X509Certificate authority, @Nullable String peer) {
        return new ClusterTrust(authority, null, peer);
    }

    /** Trusts the cluster whose authority has this fingerprint; the server must send it along. */
    static ClusterTrust ofFingerprint(String fingerprint) {
        return new ClusterTrust(null, fingerprint, null);
    }

    private X509Certificate anchor(X509Certificate[] chain) throws CertificateException {
        if (authority != null) {
            return authority;
        }
        X509Certificate last = chain[chain.length - 1];
        if (!Pem.fingerprint(last).equals(fingerprint)) {
            throw new CertificateException("this is not the cluster that gave the ticket");
        }
        return last;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0 || chain.length > 2) {
            throw new CertificateException("a node shows its certificate and its authority's");
        }
        X509Certificate anchor = anchor(chain);
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509")
                                    .generateCertPath(List.of(chain[0])),
                            parameters);
        } catch (CertificateException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the certificate is not of this cluster", e);
        }
        if (peer != null && !NodeTls.commonName(chain[0]).equalsIgnoreCase(peer)) {
            throw new CertificateException(
                    "expected node " + peer + ", met " + NodeTls.commonName(chain[0]));
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        if (authority == null) {
            throw new CertificateException("no client is trusted here");
        }
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authority == null ? new X509Certificate[0] : new X509Certificate[] {authority};
    }
}
