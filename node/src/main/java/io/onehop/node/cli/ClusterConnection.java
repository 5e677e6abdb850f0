package io.onehop.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.cluster.pki.NodeTls;
import io.onehop.cluster.pki.Pem;
import io.onehop.node.admin.AdminClient;
import io.onehop.node.admin.AdminClient.Endpoint;
import io.onehop.node.admin.ApiException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that a command is about: named by {@code --cluster}, by ONEHOP_CLUSTER or by the
 * profile. Tries its nodes in turn until one answers.
 */
public final class ClusterConnection {
    private static final int DEFAULT_PORT = 8445;
    private static final int SERVER_ERROR = 500;
    private static final int CONNECT_MILLIS = 3_000;

    /** Longer than the longest operation of the API: a volume's move. */
    private static final int READ_MILLIS = 90_000;

    private final AdminClient client;
    private final List<Endpoint> nodes;
    private int preferred;

    private ClusterConnection(AdminClient client, List<Endpoint> nodes) {
        this.client = client;
        this.nodes = List.copyOf(nodes);
    }

    /**
     * @param named what {@code --cluster} says, or null
     */
    public static ClusterConnection find(@Nullable String named, Map<String, String> environment)
            throws CliException, IOException {
        Optional<Profile> profile = Profile.load(environment);
        String address = named == null ? environment.get("ONEHOP_CLUSTER") : named;
        List<Endpoint> nodes =
                address == null || address.isEmpty()
                        ? profile.map(Profile::nodes).orElse(List.of())
                        : List.of(endpoint(address));
        if (nodes.isEmpty()) {
            throw new CliException(
                    "no cluster is known: name one with --cluster ADDRESS, or create one with"
                            + " onehop cluster create, or join one with onehop cluster join");
        }
        String token = environment.get("ONEHOP_TOKEN");
        if (token == null || token.isEmpty()) {
            token =
                    profile.map(Profile::token)
                            .orElseThrow(
                                    () ->
                                            new CliException(
                                                    "no admin token is known: set ONEHOP_TOKEN"
                                                            + " to the content of admin.token in"
                                                            + " a node's state folder"));
        }
        String authority = environment.get("ONEHOP_CA");
        String pem;
        if (authority != null && !authority.isEmpty()) {
            pem = Files.readString(Path.of(authority));
        } else {
            pem =
                    profile.map(Profile::authority)
                            .orElseThrow(
                                    () ->
                                            new CliException(
                                                    "the cluster's authority is not known: set"
                                                            + " ONEHOP_CA to a copy of pki/ca.pem"
                                                            + " of a node's state folder"));
        }
        return new ClusterConnection(
                new AdminClient(
                        NodeTls.clientContext(Pem.certificate(pem)),
                        token,
                        CONNECT_MILLIS,
                        READ_MILLIS),
                nodes);
    }

    /** ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT. */
    static Endpoint endpoint(String text) throws CliException {
        String address = text;
        int port = DEFAULT_PORT;
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[");
        boolean hasPort =
                bracketed ? colon > text.indexOf(']') : colon >= 0 && text.indexOf(':') == colon;
        if (hasPort) {
            address = text.substring(0, colon);
            try {
                port = Integer.parseInt(text.substring(colon + 1));
            } catch (NumberFormatException e) {
                port = -1;
            }
        }
        if (bracketed && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
        if (address.isEmpty() || port < 1 || port > 65_535) {
            throw new CliException("'" + text + "' is not ADDRESS or ADDRESS:PORT");
        }
        return new Endpoint(address, port);
    }

    public JsonNode get(String path) throws ApiException, CliException, IOException {
        return call("GET", path, null);
    }

    /**
     * One request to the first node that answers. A change is never sent twice but a removal, which
     * comes to the same: a node that is told to remove itself may go before it answers.
     */
    public JsonNode call(String method, String path, @Nullable Object body)
            throws ApiException, CliException, IOException {
        List<String> complaints = new ArrayList<>();
        CliException doubt = null;
        for (int i = 0; i < nodes.size(); i++) {
            int which = (preferred + i) % nodes.size();
            Endpoint node = nodes.get(which);
            try {
                JsonNode answer = client.call(node, method, path, body);
                preferred = which;
                return answer;
            } catch (ApiException e) {
                if (doubt != null && e.isNotThere()) {
                    return whatIsLeft(node, path, doubt);
                }
                if (doubt != null && e.status() >= SERVER_ERROR) {
                    throw doubt;
                }
                throw e;
            } catch (IOException e) {
                if (!method.equals("GET") && !neverArrived(e)) {
                    doubt = doubt(node, e);
                    if (!method.equals("DELETE")) {
                        throw doubt;
                    }
                }
                complaints.add(node + " (" + e.getMessage() + ")");
            }
        }
        throw doubt == null ? silence(complaints) : doubt;
    }

    /** The answer to a removal: all that its path's parent still has. */
    private JsonNode whatIsLeft(Endpoint node, String path, CliException doubt)
            throws ApiException, CliException {
        try {
            return client.call(node, "GET", path.substring(0, path.lastIndexOf('/')), null);
        } catch (IOException e) {
            doubt.addSuppressed(e);
            throw doubt;
        }
    }

    private static CliException doubt(Endpoint node, IOException e) {
        return new CliException(
                node
                        + " did not say whether it was done ("
                        + e.getMessage()
                        + "): look before you try again");
    }

    private static CliException silence(List<String> complaints) {
        return new CliException(
                "no node of the cluster answered: "
                        + String.join(", ", complaints)
                        + "; start one with onehop node run, or name another with --cluster"
                        + " ADDRESS");
    }

    private static boolean neverArrived(IOException e) {
        return e instanceof ConnectException
                || e instanceof UnknownHostException
                || e instanceof NoRouteToHostException
                || e instanceof SSLHandshakeException
                || (e instanceof SocketTimeoutException
                        && String.valueOf(e.getMessage()).startsWith("Connect"));
    }

    /** Follows events; goes on at another node when the one that it listened to goes. */
    public void follow(String path, Predicate<JsonNode> reader) throws ApiException, CliException {
        List<String> complaints = new ArrayList<>();
        boolean[] enough = {false};
        while (complaints.size() < nodes.size()) {
            Endpoint node = nodes.get(preferred);
            try {
                client.follow(
                        node,
                        path,
                        event -> {
                            complaints.clear();
                            enough[0] = !reader.test(event);
                            return !enough[0];
                        });
                if (enough[0]) {
                    return;
                }
                complaints.add(node + " (it ended the stream)");
            } catch (IOException e) {
                complaints.add(node + " (" + e.getMessage() + ")");
            }
            preferred = (preferred + 1) % nodes.size();
        }
        throw silence(complaints);
    }
}
