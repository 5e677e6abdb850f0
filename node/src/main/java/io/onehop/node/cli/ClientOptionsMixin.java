package io.onehop.node.cli;

import io.onehop.client.ClientOptions;
import io.onehop.client.ServerAddress;
import io.onehop.client.SmbClient;
import io.onehop.client.connection.ConnectionProfile;
import io.onehop.client.connection.Credentials;
import io.onehop.client.witness.WitnessProfile;
import io.onehop.cluster.state.Ports;
import io.onehop.node.dns.DnsNameResolver;
import java.io.Console;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command of the client understands: as whom, and how, it connects. */
final class ClientOptionsMixin {
    private static final int DNS_PORT = 53;

    @Option(
            names = {"-U", "--user"},
            paramLabel = "USER",
            required = true,
            description = "Who logs on, such as USER or DOMAIN\\USER.")
    private String user = "";

    @Option(
            names = "--password-stdin",
            description =
                    "Read the password from standard input; else ONEHOP_PASSWORD holds it, or it"
                            + " is asked for.")
    private boolean passwordFromStdin;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            split = ",",
            description = "Addresses of nodes, instead of those that the name resolves to.")
    private List<String> addresses = new ArrayList<>();

    @Option(
            names = "--dns",
            paramLabel = "ADDRESS[:PORT]",
            description = "The DNS server to ask for the name, such as a node.")
    private @Nullable String dns;

    @Option(
            names = "--port-base",
            paramLabel = "N",
            description = "The cluster's ports begin here, instead of at the usual ones.")
    private int portBase;

    @Option(names = "--encrypt", description = "Encrypt everything.")
    private boolean encrypt;

    @Option(names = "--no-witness", description = "Do not register with a witness.")
    private boolean withoutWitness;

    @Option(
            names = "--channels",
            paramLabel = "N",
            defaultValue = "4",
            description =
                    "Use at most so many connections, if the node has several interfaces or such"
                            + " that receive with several processors; by default"
                            + " ${DEFAULT-VALUE}.")
    private int channels;

    /** A client of a server. */
    SmbClient connect(String server, Terminal terminal) throws CliException, IOException {
        Ports ports = portBase == 0 ? Ports.DEFAULTS : Ports.fromBase(portBase);
        List<InetAddress> fixed = new ArrayList<>();
        for (String each : addresses) {
            fixed.add(literal(each));
        }
        WitnessProfile witness = WitnessProfile.DEFAULT.withPorts(ports.endpointMapper(), 0);
        ClientOptions options =
                ClientOptions.DEFAULT
                        .withConnection(ConnectionProfile.DEFAULT.withProtection(true, encrypt))
                        .withWitness(withoutWitness ? witness.disabled() : witness)
                        .withChannels(channels);
        if (dns != null) {
            options = options.withResolver(new DnsNameResolver(dnsServer(dns, ports)));
        }
        return SmbClient.connect(
                new ServerAddress(server, fixed, ports.smb()),
                Credentials.of(user, password(terminal)),
                options);
    }

    private static InetAddress literal(String text) throws CliException {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(text + " is not an IP address");
        }
    }

    private InetSocketAddress dnsServer(String text, Ports ports) throws CliException {
        int colon = text.lastIndexOf(':');
        boolean withPort = colon > 0 && text.indexOf(':') == colon;
        if (!withPort) {
            return new InetSocketAddress(literal(text), portBase == 0 ? DNS_PORT : ports.dns());
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            return new InetSocketAddress(literal(text.substring(0, colon)), port);
        } catch (IllegalArgumentException e) {
            throw new CliException(text + " is not ADDRESS:PORT");
        }
    }

    @SuppressWarnings("SystemConsoleNull") // It is null without a terminal, depending on the JDK.
    private String password(Terminal terminal) throws CliException, IOException {
        if (passwordFromStdin) {
            return terminal.line();
        }
        Map<String, String> environment = terminal.environment();
        String known = environment.get("ONEHOP_PASSWORD");
        if (known != null) {
            return known;
        }
        Console console = System.console();
        if (!terminal.interactive() || console == null) {
            throw new CliException(
                    "there is no terminal to ask for a password: pass it with --password-stdin");
        }
        char[] typed = console.readPassword("Password for %s: ", user);
        if (typed == null) {
            throw new CliException("no password was given");
        }
        return new String(typed);
    }
}
