package io.onehop.node.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.onehop.base.Limits;
import io.onehop.base.TimeSource;
import io.onehop.cluster.pki.ClusterAuthority;
import io.onehop.cluster.pki.NodeTls;
import io.onehop.node.admin.Route.Access;
import io.onehop.node.admin.Route.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTPS on the admin port. TLS 1.3; a caller proves himself with {@code Authorization: Bearer} and
 * the token, or with the certificate of a member. Errors are {@code {"error": message}}. One
 * virtual thread a request.
 */
public final class AdminServer implements AutoCloseable {
    /** What it answers from. */
    public record Services(
            ClusterOperations cluster, NodeInventory inventory, EventLog events, TimeSource time) {}

    /** What it proves itself with, knows operators by, and gives to new members. */
    public record Secrets(NodeTls tls, ClusterAuthority authority, AdminToken token) {}

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

    static final int UNAUTHORIZED = 401;
    static final String NO_TOKEN =
            "the admin token is missing or wrong: use the profile that cluster create or join left,"
                    + " or set ONEHOP_TOKEN";

    private static final int MAX_PATH_CHARS = 4096;

    static {
        // Of the JDK's server, read once: a request that is not whole by then is given up.
        setUnlessSet("sun.net.httpserver.maxReqTime", "30");
        setUnlessSet("sun.net.httpserver.idleInterval", "30");
        setUnlessSet("jdk.httpserver.maxConnections", "512");
        setUnlessSet("sun.net.httpserver.nodelay", "true");
    }

    private final List<HttpsServer> servers = new ArrayList<>();
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin-", 0).factory());
    private final Semaphore streams = new Semaphore(Limits.MAX_EVENT_STREAMS);
    private final Services services;
    private final Secrets secrets;
    private final List<Route> routes = new ArrayList<>();

    private AdminServer(Services services, Secrets secrets) {
        this.services = services;
        this.secrets = secrets;
        Submissions cluster = new Submissions(services.cluster());
        Fleet fleet = new Fleet(services.cluster(), secrets.tls());
        NodeMetrics metrics = new NodeMetrics(services.cluster(), services.inventory());
        routes.addAll(new ConfigurationApi(cluster).routes());
        routes.addAll(new ShareApi(cluster).routes());
        routes.addAll(new ConstraintApi(cluster).routes());
        routes.addAll(new RuntimeApi(cluster, services.inventory(), fleet).routes());
        routes.addAll(new EventsApi(services.events(), fleet).routes());
        routes.addAll(new JoinApi(cluster, secrets, services.time()).routes());
        routes.add(
                Route.of(
                        "GET",
                        "/metrics",
                        Access.OPERATOR,
                        c -> new Answer.Text("text/plain; version=0.0.4", metrics.page())));
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * Listens on the addresses.
     *
     * @throws IOException naming the address that could not be had; nothing is left open then
     */
    public static AdminServer start(
            List<InetSocketAddress> addresses, Services services, Secrets secrets)
            throws IOException {
        AdminServer server = new AdminServer(services, secrets);
        for (InetSocketAddress address : addresses) {
            try {
                server.listen(address);
            } catch (IOException e) {
                server.close();
                throw new IOException(
                        "the admin API cannot listen on " + address + ": " + e.getMessage(), e);
            }
        }
        return server;
    }

    /** The port of the first address, for a server that was started on port 0. */
    public int port() {
        return servers.getFirst().getAddress().getPort();
    }

    private void listen(InetSocketAddress address) throws IOException {
        HttpsServer server = HttpsServer.create(address, 0);
        servers.add(server);
        server.setHttpsConfigurator(
                new HttpsConfigurator(secrets.tls().context()) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        parameters.setSSLParameters(NodeTls.optional());
                    }
                });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                write(exchange, answer(exchange));
            } catch (ApiException e) {
                error(exchange, e.status(), String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                error(exchange, 503, "this node is stopping: ask another one");
            } catch (RuntimeException e) {
                LOG.error("{} {}", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                error(exchange, 500, "this node failed: its log says why");
            }
        } catch (IOException e) {
            LOG.debug("admin request from {}: {}", exchange.getRemoteAddress(), e.getMessage());
        }
    }

    private Answer answer(HttpExchange exchange)
            throws ApiException, IOException, InterruptedException {
        List<String> parts = parts(exchange);
        boolean pathKnown = false;
        for (Route route : routes) {
            List<String> names = route.match(parts);
            if (names != null) {
                pathKnown = true;
                if (route.method().equals(exchange.getRequestMethod())) {
                    admit(exchange, route.access());
                    return route.action().answer(new Call(exchange, names));
                }
            }
        }
        // Strangers are not told what there is.
        admit(exchange, Access.OPERATOR);
        throw pathKnown
                ? new ApiException(405, "not with " + exchange.getRequestMethod())
                : ApiException.notFound(
                        "there is no " + exchange.getRequestURI().getPath() + " in this API");
    }

    private static List<String> parts(HttpExchange exchange) throws ApiException {
        String path = exchange.getRequestURI().getRawPath();
        if (path == null || !path.startsWith("/") || path.length() > MAX_PATH_CHARS) {
            throw ApiException.badRequest("not a path of this API");
        }
        try {
            return Arrays.stream(path.substring(1).split("/", -1))
                    .map(p -> URLDecoder.decode(p.replace("+", "%2B"), UTF_8))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("the path is not encoded as it should be");
        }
    }

    private void admit(HttpExchange exchange, Access access) throws ApiException {
        boolean admitted =
                switch (access) {
                    case ANYBODY -> true;
                    case OPERATOR -> showsToken(exchange) || isMember(exchange);
                    case MEMBER -> isMember(exchange);
                };
        if (!admitted) {
            throw new ApiException(UNAUTHORIZED, NO_TOKEN);
        }
    }

    private boolean showsToken(HttpExchange exchange) {
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        return shown != null
                && shown.startsWith("Bearer ")
                && secrets.token().is(shown.substring("Bearer ".length()));
    }

    /** Whether the peer showed a certificate, and of a node that is still a member. */
    private boolean isMember(HttpExchange exchange) {
        try {
            String name = NodeTls.peerName(((HttpsExchange) exchange).getSSLSession());
            return services.cluster().state().node(name).isPresent();
        } catch (SSLPeerUnverifiedException e) {
            LOG.trace("no certificate was shown");
            return false;
        }
    }

    private void write(HttpExchange exchange, Answer answer)
            throws IOException, ApiException, InterruptedException {
        switch (answer) {
            case Answer.Document d ->
                    send(
                            exchange,
                            200,
                            "application/json",
                            Json.MAPPER.writeValueAsBytes(d.body()));
            case Answer.Text t -> send(exchange, 200, t.type(), t.body().getBytes(UTF_8));
            case Answer.Events e -> stream(exchange, e.stream());
        }
    }

    private void stream(HttpExchange exchange, EventStream events)
            throws IOException, ApiException, InterruptedException {
        if (!streams.tryAcquire()) {
            throw new ApiException(
                    503, "this node feeds " + Limits.MAX_EVENT_STREAMS + " streams already");
        }
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                events.writeTo(out);
            }
        } finally {
            streams.release();
        }
    }

    private static void error(HttpExchange exchange, int status, String message)
            throws IOException {
        if (exchange.getResponseCode() != -1) {
            return;
        }
        // What is left of the request is not read: the connection ends.
        exchange.getResponseHeaders().set("Connection", "close");
        send(
                exchange,
                status,
                "application/json",
                Json.MAPPER.writeValueAsBytes(Map.of("error", message)));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        for (HttpsServer server : servers) {
            server.stop(0);
        }
        threads.shutdownNow();
    }
}
