package io.onehop.cluster.pki;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** RFC 7468: certificates and keys as text. */
public final class Pem {
    /** Longest text that is taken from a peer, in characters. */
    public static final int MAX_CHARS = 16 << 10;

    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    /** A certificate as text. */
    public static String of(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    /** A private key as text, PKCS #8, not encrypted. */
    public static String of(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /** Reads the one certificate in the text. */
    public static X509Certificate certificate(String text) throws IOException {
        try {
            byte[] der = content("CERTIFICATE", text);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IOException("not a certificate", e);
        }
    }

    /** Reads the one elliptic curve key in the text. */
    public static PrivateKey privateKey(String text) throws IOException {
        try {
            byte[] der = content("PRIVATE KEY", text);
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new IOException("not an elliptic curve key", e);
        }
    }

    /** SHA-256 over the certificate's encoding, as base64url without padding. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static String block(String label, byte[] der) {
        return "-----BEGIN "
                + label
                + "-----\n"
                + BASE64.encodeToString(der)
                + "\n-----END "
                + label
                + "-----\n";
    }

    static byte[] content(String label, String text) throws IOException {
        String begin = "-----BEGIN " + label + "-----";
        String end = "-----END " + label + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from || text.length() > MAX_CHARS) {
            throw new IOException("no PEM block " + label);
        }
        try {
            String body = text.substring(from + begin.length(), to);
            return Base64.getMimeDecoder().decode(body.getBytes(US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new IOException("the PEM block " + label + " is not base64", e);
        }
    }
}
