package io.onehop.cluster.pki;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterAuthorityTest {
    private final ClusterAuthority authority = ClusterAuthority.create("SOFS1", Instant.now());

    @TempDir Path folder;

    static NodeIdentity identity(ClusterAuthority authority, String name) throws IOException {
        KeyPair keys = ClusterAuthority.newKeys();
        X509Certificate certificate =
                authority.certify(
                        CertificateRequest.make(keys, name),
                        name,
                        List.of("127.0.0.1", "::1", "sofs1", "sofs1.example.org"),
                        Instant.now());
        return new NodeIdentity(keys.getPrivate(), certificate, authority.certificate());
    }

    @Test
    void survivesItsFilesWhichOnlyTheirOwnerCanRead() throws IOException {
        authority.store(folder.resolve("pki"));
        ClusterAuthority again = ClusterAuthority.load(folder.resolve("pki"));
        assertThat(again.fingerprint()).isEqualTo(authority.fingerprint()).hasSize(43);
        try (var files = Files.list(folder.resolve("pki"))) {
            assertThat(files)
                    .hasSize(2)
                    .allSatisfy(
                            f ->
                                    assertThat(
                                                    PosixFilePermissions.toString(
                                                            Files.getPosixFilePermissions(f)))
                                            .isEqualTo("rw-------"));
        }
        NodeIdentity node = identity(again, "fs2");
        node.store(folder.resolve("node"));
        assertThat(NodeIdentity.load(folder.resolve("node")).nodeName()).isEqualTo("fs2");
    }

    @Test
    void refusesAKeyFileThatOthersCanRead() throws IOException {
        authority.store(folder);
        Files.setPosixFilePermissions(
                folder.resolve("ca-key.pem"), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> ClusterAuthority.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void certificateNamesTheNodeAndItsAddresses() throws Exception {
        X509Certificate certificate = identity(authority, "fs1").certificate();
        certificate.verify(authority.certificate().getPublicKey());
        assertThat(NodeTls.commonName(certificate)).isEqualTo("fs1");
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(n -> String.valueOf(n.get(1)))
                .contains("127.0.0.1", "sofs1", "sofs1.example.org");
    }

    @Test
    void refusesARequestThatWasChanged() throws IOException {
        String request = CertificateRequest.make(ClusterAuthority.newKeys(), "fs1");
        byte[] der = Pem.content("CERTIFICATE REQUEST", request);
        int refused = 0;
        for (int i = 0; i < der.length; i++) {
            byte[] bad = der.clone();
            bad[i] ^= 0x41;
            String text = Pem.block("CERTIFICATE REQUEST", bad);
            try {
                authority.certify(text, "fs1", List.of("127.0.0.1"), Instant.now());
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).isEqualTo(der.length);
        assertThatThrownBy(() -> authority.certify("junk", "fs1", List.of(), Instant.now()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void nodesOfOneClusterKnowEachOther() throws Exception {
        SSLContext client = new NodeTls(identity(authority, "fs2")).contextTo("fs1");
        assertThat(meet(new NodeTls(identity(authority, "fs1")), client)).isEqualTo("fs2");
    }

    @Test
    void aNodeCannotAnswerInThePlaceOfAnother() throws Exception {
        SSLContext client = new NodeTls(identity(authority, "fs2")).contextTo("fs3");
        assertThatThrownBy(() -> meet(new NodeTls(identity(authority, "fs1")), client))
                .hasRootCauseMessage("expected node fs3, met fs1");
    }

    @Test
    void aNodeOfAnotherClusterIsNotTrusted() throws Exception {
        ClusterAuthority other = ClusterAuthority.create("SOFS1", Instant.now());
        SSLContext stranger = new NodeTls(identity(other, "fs2")).context();
        assertThatThrownBy(() -> meet(new NodeTls(identity(authority, "fs1")), stranger))
                .isInstanceOf(IOException.class);
        NodeTls server = new NodeTls(identity(authority, "fs1"));
        assertThatThrownBy(() -> meet(server, NodeTls.clientContext(other.fingerprint())))
                .hasRootCauseMessage("this is not the cluster that gave the ticket");
        assertThatThrownBy(() -> meet(server, NodeTls.clientContext(authority.fingerprint())))
                .isInstanceOf(IOException.class);
    }

    /** The name that the server sees of the client. */
    private static String meet(NodeTls server, SSLContext client) throws Exception {
        SSLParameters parameters = NodeTls.mutual();
        try (SSLServerSocket listening =
                (SSLServerSocket)
                        server.context()
                                .getServerSocketFactory()
                                .createServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            listening.setSSLParameters(parameters);
            CompletableFuture<String> seen = new CompletableFuture<>();
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try (SSLSocket socket = (SSLSocket) listening.accept()) {
                                    socket.getInputStream().read();
                                    seen.complete(NodeTls.peerName(socket.getSession()));
                                } catch (IOException e) {
                                    seen.completeExceptionally(e);
                                }
                            });
            try (SSLSocket socket =
                    (SSLSocket)
                            client.getSocketFactory()
                                    .createSocket("127.0.0.1", listening.getLocalPort())) {
                socket.getOutputStream().write("x".getBytes(UTF_8));
                socket.getOutputStream().flush();
                return seen.get(10, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw (Exception) e.getCause();
            }
        }
    }
}
