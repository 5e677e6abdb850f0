package io.onehop.node.admin;

import static io.onehop.node.admin.Call.required;

import io.onehop.base.TimeSource;
import io.onehop.cluster.pki.JoinTicket;
import io.onehop.cluster.pki.Pem;
import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.JoinToken;
import io.onehop.cluster.state.Names;
import io.onehop.cluster.state.NodeState;
import io.onehop.node.admin.AdminServer.Secrets;
import io.onehop.node.admin.Bodies.JoinRequest;
import io.onehop.node.admin.Bodies.Peer;
import io.onehop.node.admin.Route.Access;
import io.onehop.node.admin.Route.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a machine becomes a member: a ticket that works once and for an hour. */
final class JoinApi {
    private static final int MAX_ADDRESSES = 64;
    private static final int FORBIDDEN = 403;

    private final Submissions cluster;
    private final Secrets secrets;
    private final TimeSource time;

    JoinApi(Submissions cluster, Secrets secrets, TimeSource time) {
        this.cluster = cluster;
        this.secrets = secrets;
        this.time = time;
    }

    List<Route> routes() {
        return List.of(
                Route.of("POST", "/v1/tokens", Access.OPERATOR, this::token),
                Route.of("POST", "/v1/join", Access.ANYBODY, this::join));
    }

    private Answer token(Call call) throws ApiException, InterruptedException {
        ClusterState state = cluster.state();
        NodeState self =
                state.node(cluster.cluster().nodeName())
                        .orElseThrow(() -> ApiException.conflict("this node is no member"));
        JoinTicket ticket =
                JoinTicket.create(
                        self.clusterAddress(),
                        self.ports().admin(),
                        secrets.authority().fingerprint());
        Instant now = time.now();
        cluster.submit(new Command.AddToken(ticket.token(now), now.getEpochSecond()));
        return new Answer.Document(
                new Bodies.Ticket(ticket.text(), now.plus(JoinTicket.LIFE).toString()));
    }

    private Answer join(Call call) throws ApiException, IOException, InterruptedException {
        JoinRequest r = call.body(JoinRequest.class);
        String tokenId = required(r.tokenId(), "the ticket's id");
        checkTicket(tokenId, required(r.secret(), "the ticket's secret"));
        String name = required(r.name(), "the node's name");
        if (cluster.state().node(name).isPresent()) {
            throw ApiException.conflict(
                    "there is a node " + name + " already: give this one another name");
        }
        List<String> clients = checked(r.clientAddresses());
        String own = checked(List.of(required(r.clusterAddress(), "the cluster address"))).get(0);
        if (r.ports() == null) {
            throw ApiException.badRequest("the ports are missing");
        }
        X509Certificate certificate = certify(r, name, clients, own);
        // Uses the ticket up in the same step: of two that show it, one is refused.
        ClusterState state =
                cluster.submit(new Command.AdmitNode(name, clients, own, r.ports(), tokenId));
        List<Peer> peers =
                state.nodes().values().stream()
                        .filter(n -> !n.name().equals(name))
                        .map(n -> new Peer(n.name(), n.clusterAddress(), n.ports().admin()))
                        .toList();
        return new Answer.Document(
                new Bodies.Welcome(
                        state.clusterId(),
                        state.fileServerName(),
                        state.dnsDomain(),
                        Pem.of(certificate),
                        Pem.of(secrets.authority().certificate()),
                        secrets.authority().keyPem(),
                        secrets.token().text(),
                        peers));
    }

    private void checkTicket(String tokenId, String secret) throws ApiException {
        JoinToken token = cluster.state().tokens().get(Names.key(tokenId));
        if (token == null || !JoinTicket.matches(token, secret)) {
            throw new ApiException(
                    FORBIDDEN,
                    "this ticket was used already or never given: get a new one with"
                            + " onehop cluster token");
        }
        if (time.now().getEpochSecond() >= token.expiresAtEpochSeconds()) {
            throw new ApiException(
                    FORBIDDEN, "this ticket has expired: get a new one with onehop cluster token");
        }
    }

    private X509Certificate certify(JoinRequest r, String name, List<String> clients, String own)
            throws ApiException {
        try {
            return secrets.authority()
                    .certify(
                            required(r.certificateRequest(), "the certificate request"),
                            name,
                            NodeSetup.alternatives(
                                    clients,
                                    own,
                                    cluster.state().fileServerName(),
                                    cluster.state().dnsDomain()),
                            time.now());
        } catch (IOException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> checked(@Nullable List<String> addresses) throws ApiException {
        if (addresses == null || addresses.isEmpty() || addresses.size() > MAX_ADDRESSES) {
            throw ApiException.badRequest("a node has 1 to " + MAX_ADDRESSES + " addresses");
        }
        List<String> literal = new ArrayList<>();
        for (String a : addresses) {
            try {
                literal.add(InetAddress.ofLiteral(String.valueOf(a)).getHostAddress());
            } catch (IllegalArgumentException e) {
                throw ApiException.badRequest("'" + a + "' is not an IP address");
            }
        }
        return literal;
    }
}
