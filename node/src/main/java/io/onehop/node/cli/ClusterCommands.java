package io.onehop.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.base.TimeSource;
import io.onehop.cluster.pki.JoinTicket;
import io.onehop.cluster.state.Ports;
import io.onehop.node.admin.AdminClient.Endpoint;
import io.onehop.node.admin.ApiException;
import io.onehop.node.admin.NodeSetup;
import io.onehop.node.admin.NodeSetup.Access;
import io.onehop.node.admin.NodeSetup.Place;
import io.onehop.node.dns.UpdateSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The cluster as a whole: how it begins, grows and is. */
@Command(name = "cluster", description = "Create a cluster, join one, see how it is.")
final class ClusterCommands {
    private static final int DNS_PORT = 53;
    private final Root root;

    ClusterCommands(Root root) {
        this.root = root;
    }

    /** Who the node on this machine is. */
    static final class PlaceOptions {
        @Option(
                names = "--node-name",
                paramLabel = "NAME",
                description = "Name of the node on this machine; by default the machine's.")
        private @Nullable String nodeName;

        @Option(
                names = "--address",
                paramLabel = "ADDRESS",
                required = true,
                split = ",",
                description = "IP address for clients; may be given several times.")
        private List<String> addresses = new ArrayList<>();

        @Option(
                names = "--cluster-address",
                paramLabel = "ADDRESS",
                description = "IP address for the other nodes; by default the first for clients.")
        private @Nullable String clusterAddress;

        @Option(
                names = "--state-dir",
                paramLabel = "DIR",
                defaultValue = "/var/lib/onehop",
                description = "Folder of the node's state; by default ${DEFAULT-VALUE}.")
        private Path stateDir = Path.of("/var/lib/onehop");

        @Option(
                names = "--port-base",
                paramLabel = "N",
                description =
                        "Use seven ports from N on (SMB, endpoint mapper, witness, DNS, two between"
                                + " nodes, admin) instead of 445, 135 and so on: no root needed.")
        private @Nullable Integer portBase;

        @ArgGroup(exclusive = false)
        private @Nullable DnsOptions dns;

        @Option(names = "--run", description = "Go on and run the node.")
        private boolean run;

        private Place place() throws CliException {
            for (String a : addresses) {
                checkAddress(a);
            }
            String own = clusterAddress == null ? addresses.getFirst() : clusterAddress;
            checkAddress(own);
            if (portBase != null && (portBase < 1 || portBase > 65_529)) {
                throw new CliException("--port-base is 1 to 65529, not " + portBase);
            }
            return new Place(
                    name(),
                    addresses,
                    own,
                    portBase == null ? Ports.DEFAULTS : Ports.fromBase(portBase),
                    dns == null ? null : dns.settings());
        }

        private String name() throws CliException {
            if (nodeName != null) {
                return nodeName;
            }
            try {
                String host = InetAddress.getLocalHost().getHostName();
                return host.contains(".") ? host.substring(0, host.indexOf('.')) : host;
            } catch (IOException e) {
                throw new CliException(
                        "this machine does not know its name: give one with --node-name");
            }
        }

        private static void checkAddress(String text) throws CliException {
            try {
                InetAddress address = InetAddress.ofLiteral(text);
                if (address.isAnyLocalAddress()) {
                    throw new CliException(
                            text + " is no address that a client can connect to: name each one");
                }
            } catch (IllegalArgumentException e) {
                throw new CliException("'" + text + "' is not an IP address");
            }
        }
    }

    /** Another DNS server that is to know the file server name. */
    static final class DnsOptions {
        @Option(
                names = "--dns-update",
                paramLabel = "SERVER[:PORT]",
                required = true,
                description = "DNS server to keep right with dynamic updates (RFC 2136).")
        private String server = "";

        @Option(
                names = "--dns-key",
                paramLabel = "FILE",
                description = "Key for them, as tsig-keygen writes it.")
        private @Nullable Path key;

        private UpdateSettings settings() throws CliException {
            String withPort = server.contains(":") ? server : server + ":" + DNS_PORT;
            Endpoint endpoint = ClusterConnection.endpoint(withPort);
            return new UpdateSettings(
                    endpoint.address(),
                    endpoint.port(),
                    key == null ? null : key.toAbsolutePath().toString());
        }
    }

    @Command(name = "create", description = "Create a cluster with this machine as its first node.")
    int create(
            @Parameters(
                            paramLabel = "NAME",
                            description = "File server name: what clients connect to.")
                    String name,
            @Option(
                            names = "--domain",
                            paramLabel = "DOMAIN",
                            defaultValue = "",
                            description = "DNS domain of that name.")
                    String domain,
            @Mixin PlaceOptions options)
            throws CliException, IOException, InterruptedException {
        if (!name.matches("[0-9A-Za-z]([0-9A-Za-z-]{0,13}[0-9A-Za-z])?")) {
            throw new CliException(
                    "'" + name + "' cannot be a file server name: 1 to 15 letters, digits and -");
        }
        Access access =
                NodeSetup.found(options.stateDir, name, domain, options.place(), TimeSource.SYSTEM);
        return begin("Cluster " + name + " is made", access, options);
    }

    @Command(name = "join", description = "Make this machine a node of a cluster.")
    int join(
            @Parameters(
                            paramLabel = "TICKET",
                            description = "What cluster token printed; - reads standard input.")
                    String text,
            @Mixin PlaceOptions options)
            throws CliException, ApiException, IOException, InterruptedException {
        JoinTicket ticket;
        try {
            ticket = JoinTicket.parse(text.equals("-") ? root.terminal().line() : text);
        } catch (IllegalArgumentException e) {
            throw new CliException(String.valueOf(e.getMessage()));
        }
        Access access = NodeSetup.join(options.stateDir, ticket, options.place());
        return begin("This machine is a node of cluster " + access.cluster(), access, options);
    }

    private int begin(String sentence, Access access, PlaceOptions options)
            throws CliException, IOException, InterruptedException {
        Profile.of(access).store(root.terminal().environment());
        if (options.run) {
            root.terminal().out().println(sentence + ".");
            return NodeCommands.runNode(options.stateDir, false);
        }
        root.terminal()
                .out()
                .println(
                        sentence
                                + ". Start its node: onehop node run --state-dir "
                                + options.stateDir);
        return 0;
    }

    @Command(name = "status", description = "Show how the cluster is.")
    int status() throws ApiException, CliException, IOException {
        ClusterConnection cluster = root.connect();
        root.output().rows("cluster", cluster.get("/v1/cluster"));
        refresh(cluster.get("/v1/nodes"));
        return 0;
    }

    /** Nodes come and go: the profile follows, so that the command finds one that is left. */
    private void refresh(JsonNode nodes) throws IOException {
        Map<String, String> environment = root.terminal().environment();
        var profile = Profile.load(environment);
        List<Endpoint> now = new ArrayList<>();
        for (JsonNode row : nodes.path("rows")) {
            now.add(
                    new Endpoint(
                            row.path("clusterAddress").asText(), row.path("adminPort").asInt()));
        }
        if (profile.isPresent()
                && now.stream().anyMatch(profile.get().nodes()::contains)
                && !now.equals(profile.get().nodes())) {
            Profile p = profile.get();
            new Profile(p.cluster(), now, p.token(), p.authority()).store(environment);
        }
    }

    @Command(
            name = "token",
            description = "Give a ticket with which one machine can join within an hour.")
    int token() throws ApiException, CliException, IOException {
        JsonNode answer = root.connect().call("POST", "/v1/tokens", Map.of());
        root.output().done(answer.path("ticket").asText(), answer, "");
        return 0;
    }
}
