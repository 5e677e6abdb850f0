package io.onehop.cluster.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The cluster's own certificate authority, made when the cluster is created. Every member keeps a
 * copy of its key, so that a node can join while any other is gone. RFC 5280.
 */
public final class ClusterAuthority {
    private static final String CERTIFICATE = "ca.pem";
    private static final String KEY = "ca-key.pem";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Clocks of machines may differ by this much. */
    private static final Duration SKEW = Duration.ofDays(1);

    private static final Duration AUTHORITY_LIFE = Duration.ofDays(30 * 365);
    private static final Duration NODE_LIFE = Duration.ofDays(10 * 365);

    private final X509Certificate certificate;
    private final PrivateKey key;

    private ClusterAuthority(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** A new authority for a new cluster. */
    public static ClusterAuthority create(String clusterName, Instant now) {
        KeyPair keys = newKeys();
        X500Name name = name("Onehop cluster " + clusterName);
        try {
            X509v3CertificateBuilder builder =
                    builder(name, name, keys.getPublic(), now, AUTHORITY_LIFE);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return new ClusterAuthority(sign(builder, keys.getPrivate()), keys.getPrivate());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("our own certificate", e);
        }
    }

    /** The authority whose certificate and key are the texts. */
    public static ClusterAuthority of(String certificatePem, String keyPem) throws IOException {
        return new ClusterAuthority(Pem.certificate(certificatePem), Pem.privateKey(keyPem));
    }

    public static ClusterAuthority load(Path folder) throws IOException {
        return of(
                PrivateFiles.read(folder.resolve(CERTIFICATE)),
                PrivateFiles.read(folder.resolve(KEY)));
    }

    public void store(Path folder) throws IOException {
        PrivateFiles.write(folder.resolve(KEY), keyPem());
        PrivateFiles.write(folder.resolve(CERTIFICATE), Pem.of(certificate));
    }

    /** Whether the folder holds an authority's key. */
    public static boolean keptIn(Path folder) {
        return Files.exists(folder.resolve(KEY));
    }

    /** Deletes the folder's copy of the key: nobody can be admitted with what is left. */
    public static void forget(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(KEY));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** The private key as text: goes only to a node that is being admitted, over TLS. */
    public String keyPem() {
        return Pem.of(key);
    }

    /** What a joining machine knows the authority by. */
    public String fingerprint() {
        return Pem.fingerprint(certificate);
    }

    /** A key pair for a node. */
    public static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /**
     * A certificate for the key of a request.
     *
     * @param request PEM, as {@link CertificateRequest#make} makes it
     * @param nodeName goes into the common name: what peers know the node by
     * @param alternatives the node's IP addresses and the DNS names that it serves
     * @throws IOException when the request is malformed or its signature wrong
     */
    public X509Certificate certify(
            String request, String nodeName, List<String> alternatives, Instant now)
            throws IOException {
        PublicKey nodeKey = CertificateRequest.verifiedKey(request);
        X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        X509v3CertificateBuilder builder = builder(issuer, name(nodeName), nodeKey, now, NODE_LIFE);
        try {
            var utilities = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(
                            new KeyPurposeId[] {
                                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                            }));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    utilities.createAuthorityKeyIdentifier(certificate));
            builder.addExtension(Extension.subjectAlternativeName, false, names(alternatives));
            return sign(builder, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("our own certificate", e);
        }
    }

    private static GeneralNames names(List<String> alternatives) throws IOException {
        List<GeneralName> names = new ArrayList<>();
        for (String a : alternatives) {
            boolean address = a.contains(":") || a.matches("[0-9.]+");
            try {
                names.add(
                        address
                                ? new GeneralName(
                                        GeneralName.iPAddress,
                                        InetAddress.ofLiteral(a).getHostAddress())
                                : new GeneralName(GeneralName.dNSName, a));
            } catch (IllegalArgumentException e) {
                throw new IOException("'" + a + "' is not an address or a name", e);
            }
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static X500Name name(String common) {
        return new X500NameBuilder().addRDN(BCStyle.CN, common).build();
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, Duration life) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, RANDOM).add(BigInteger.ONE),
                date(now.minus(SKEW)),
                date(now.plus(life)),
                subject,
                key);
    }

    @SuppressWarnings("JavaUtilDate") // The builder knows no other.
    private static Date date(Instant instant) {
        return Date.from(instant);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (OperatorCreationException | CertificateException e) {
            throw new IllegalStateException("our own certificate", e);
        }
    }
}
