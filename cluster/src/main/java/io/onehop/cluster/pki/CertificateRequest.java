package io.onehop.cluster.pki;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * RFC 2986: a node's request for a certificate. It proves that the node holds the key; names and
 * addresses in it are not looked at, the authority sets what it has checked itself.
 */
public final class CertificateRequest {
    private CertificateRequest() {}

    /** A request for the key pair, as PEM. */
    public static String make(KeyPair keys, String nodeName) {
        try {
            var subject = new X500NameBuilder().addRDN(BCStyle.CN, nodeName).build();
            var request =
                    new JcaPKCS10CertificationRequestBuilder(subject, keys.getPublic())
                            .build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(keys.getPrivate()));
            return Pem.block("CERTIFICATE REQUEST", request.getEncoded());
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("the key pair is our own", e);
        }
    }

    /** The public key of a request whose signature is right. */
    static PublicKey verifiedKey(String pem) throws IOException {
        byte[] der = Pem.content("CERTIFICATE REQUEST", pem);
        try {
            var request = new JcaPKCS10CertificationRequest(new PKCS10CertificationRequest(der));
            PublicKey key = request.getPublicKey();
            if (!key.getAlgorithm().equals("EC")) {
                throw new IOException("the key in a certificate request must be an EC key");
            }
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new IOException("the signature of the certificate request is wrong");
            }
            return key;
        } catch (PKCSException
                | OperatorCreationException
                | java.security.GeneralSecurityException
                | RuntimeException e) {
            // Bouncy Castle's parser leaves with runtime exceptions on some malformed encodings.
            throw new IOException("not a certificate request", e);
        }
    }
}
