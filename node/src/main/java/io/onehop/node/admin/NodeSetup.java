package io.onehop.node.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.base.TimeSource;
import io.onehop.cluster.pki.CertificateRequest;
import io.onehop.cluster.pki.ClusterAuthority;
import io.onehop.cluster.pki.JoinTicket;
import io.onehop.cluster.pki.NodeIdentity;
import io.onehop.cluster.pki.NodeTls;
import io.onehop.cluster.pki.Pem;
import io.onehop.cluster.pki.PrivateFiles;
import io.onehop.cluster.state.Ports;
import io.onehop.node.NodeConfig;
import io.onehop.node.admin.AdminClient.Endpoint;
import io.onehop.node.admin.Bodies.JoinRequest;
import io.onehop.node.admin.Bodies.Welcome;
import io.onehop.node.dns.UpdateSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the state folder of a node, before the node runs for the first time: as the first of a new
 * cluster, or as a member of one that exists.
 */
public final class NodeSetup {
    private static final int CONNECT_MILLIS = 5_000;

    /** A join waits for a majority to agree. */
    private static final int JOIN_MILLIS = 30_000;

    /** Who the node is and where it listens. */
    public record Place(
            String name,
            List<String> clientAddresses,
            String clusterAddress,
            Ports ports,
            @Nullable UpdateSettings dnsUpdate) {}

    /** What an operator needs to reach the cluster from now on. */
    public record Access(String cluster, List<Endpoint> nodes, String token, String authorityPem) {
        @Override
        public String toString() {
            return "Access[" + cluster + ", " + nodes + "]";
        }
    }

    private NodeSetup() {}

    /**
     * Makes a new cluster's authority, token and first node.
     *
     * @throws IOException also when a node lives in the folder already
     */
    public static Access found(
            Path stateFolder, String fileServerName, String dnsDomain, Place place, TimeSource time)
            throws IOException {
        refuseUsed(stateFolder);
        ClusterAuthority authority = ClusterAuthority.create(fileServerName, time.now());
        KeyPair keys = ClusterAuthority.newKeys();
        NodeIdentity identity =
                new NodeIdentity(
                        keys.getPrivate(),
                        authority.certify(
                                CertificateRequest.make(keys, place.name()),
                                place.name(),
                                alternatives(
                                        place.clientAddresses(),
                                        place.clusterAddress(),
                                        fileServerName,
                                        dnsDomain),
                                time.now()),
                        authority.certificate());
        AdminToken token = AdminToken.create();
        NodeConfig.Founding founding =
                new NodeConfig.Founding(fileServerName, dnsDomain, newDomainSid());
        store(stateFolder, authority, identity, token);
        config(place, UUID.randomUUID(), founding).store(stateFolder);
        return new Access(
                fileServerName,
                List.of(new Endpoint(place.clusterAddress(), place.ports().admin())),
                token.text(),
                Pem.of(authority.certificate()));
    }

    /**
     * Makes this machine a member of the cluster that gave the ticket.
     *
     * @throws ApiException when the cluster refused
     * @throws IOException when it did not answer, or a node lives in the folder already
     */
    public static Access join(Path stateFolder, JoinTicket ticket, Place place)
            throws ApiException, IOException {
        refuseUsed(stateFolder);
        // Before the ticket is used up: nothing is worse than a member that cannot keep its key.
        PrivateFiles.createFolder(stateFolder);
        KeyPair keys = ClusterAuthority.newKeys();
        AdminClient client =
                new AdminClient(
                        NodeTls.clientContext(ticket.fingerprint()),
                        null,
                        CONNECT_MILLIS,
                        JOIN_MILLIS);
        JsonNode answer =
                client.call(
                        new Endpoint(ticket.address(), ticket.port()),
                        "POST",
                        "/v1/join",
                        new JoinRequest(
                                ticket.tokenId(),
                                ticket.secret(),
                                place.name(),
                                place.clientAddresses(),
                                place.clusterAddress(),
                                place.ports(),
                                CertificateRequest.make(keys, place.name())));
        Welcome welcome = Json.MAPPER.treeToValue(answer, Welcome.class);
        ClusterAuthority authority =
                ClusterAuthority.of(welcome.authority(), welcome.authorityKey());
        NodeIdentity identity =
                new NodeIdentity(
                        keys.getPrivate(),
                        Pem.certificate(welcome.certificate()),
                        authority.certificate());
        store(stateFolder, authority, identity, AdminToken.of(welcome.adminToken()));
        config(place, welcome.clusterId(), null).store(stateFolder);
        List<Endpoint> nodes = new ArrayList<>();
        nodes.add(new Endpoint(place.clusterAddress(), place.ports().admin()));
        welcome.peers().forEach(p -> nodes.add(new Endpoint(p.address(), p.adminPort())));
        return new Access(
                welcome.fileServerName(), nodes, welcome.adminToken(), welcome.authority());
    }

    private static void refuseUsed(Path stateFolder) throws IOException {
        if (NodeConfig.exists(stateFolder)) {
            throw new IOException(
                    "a node lives in "
                            + stateFolder
                            + " already: choose another --state-dir, or start it with"
                            + " onehop node run --state-dir "
                            + stateFolder);
        }
    }

    private static void store(
            Path stateFolder, ClusterAuthority authority, NodeIdentity identity, AdminToken token)
            throws IOException {
        authority.store(NodeConfig.pki(stateFolder));
        identity.store(NodeConfig.pki(stateFolder));
        token.store(NodeConfig.adminToken(stateFolder));
    }

    private static NodeConfig config(
            Place place, UUID clusterId, NodeConfig.@Nullable Founding founding) {
        return new NodeConfig(
                place.name(),
                place.clientAddresses(),
                place.clusterAddress(),
                place.ports(),
                clusterId,
                founding,
                place.dnsUpdate());
    }

    /** The names and addresses in a node's certificate. */
    static List<String> alternatives(
            List<String> clientAddresses,
            String clusterAddress,
            String fileServerName,
            String dnsDomain) {
        List<String> all = new ArrayList<>(clientAddresses);
        if (!all.contains(clusterAddress)) {
            all.add(clusterAddress);
        }
        // Names that are no DNS names help nobody in a certificate.
        if (fileServerName.matches("[0-9A-Za-z-]+")) {
            all.add(fileServerName);
            if (!dnsDomain.isEmpty()) {
                all.add(fileServerName + "." + dnsDomain);
            }
        }
        return all;
    }

    private static String newDomainSid() {
        SecureRandom random = new SecureRandom();
        return "S-1-5-21-"
                + Integer.toUnsignedString(random.nextInt())
                + "-"
                + Integer.toUnsignedString(random.nextInt())
                + "-"
                + Integer.toUnsignedString(random.nextInt());
    }
}
