package io.onehop.cluster.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * What a node proves itself with: its key, its certificate and the authority that signed it. Kept
 * as {@code node-key.pem}, {@code node.pem} and {@code ca.pem} in one folder.
 */
public record NodeIdentity(PrivateKey key, X509Certificate certificate, X509Certificate authority) {
    private static final String KEY = "node-key.pem";
    private static final String CERTIFICATE = "node.pem";
    private static final String AUTHORITY = "ca.pem";

    public static NodeIdentity load(Path folder) throws IOException {
        return new NodeIdentity(
                Pem.privateKey(PrivateFiles.read(folder.resolve(KEY))),
                Pem.certificate(Files.readString(folder.resolve(CERTIFICATE))),
                Pem.certificate(Files.readString(folder.resolve(AUTHORITY))));
    }

    public void store(Path folder) throws IOException {
        PrivateFiles.write(folder.resolve(KEY), Pem.of(key));
        PrivateFiles.write(folder.resolve(CERTIFICATE), Pem.of(certificate));
        PrivateFiles.write(folder.resolve(AUTHORITY), Pem.of(authority));
    }

    /** The node's name as its certificate has it. */
    public String nodeName() {
        return NodeTls.commonName(certificate);
    }

    @Override
    public String toString() {
        return "NodeIdentity[" + nodeName() + "]";
    }
}
