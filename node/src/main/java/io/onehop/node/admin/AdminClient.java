package io.onehop.node.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.base.Limits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.util.function.Predicate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks one node's admin API. HttpsURLConnection, since the command line starts a good deal quicker
 * with it than with the newer client. Thread safe; calls block.
 */
public final class AdminClient {
    /** Where a node answers. */
    public record Endpoint(String address, int port) {
        @Override
        public String toString() {
            return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
        }
    }

    private static final int MAX_ANSWER_BYTES = 64 << 20;

    private final SSLContext tls;
    private final @Nullable String token;
    private final int connectMillis;
    private final int readMillis;

    /**
     * @param tls trusts the cluster and nobody else: it decides who the peer may be
     * @param token the admin token, or null when the certificate in {@code tls} is enough
     */
    public AdminClient(SSLContext tls, @Nullable String token, int connectMillis, int readMillis) {
        this.tls = tls;
        this.token = token;
        this.connectMillis = connectMillis;
        this.readMillis = readMillis;
    }

    /** A part of a path that may hold any characters. */
    public static String encode(String name) {
        return URLEncoder.encode(name, UTF_8).replace("+", "%20");
    }

    /**
     * One request and its answer.
     *
     * @param body null for none
     * @throws ApiException when the node refused; its message is for the operator
     * @throws IOException when the node did not answer
     */
    public JsonNode call(Endpoint node, String method, String path, @Nullable Object body)
            throws ApiException, IOException {
        byte[] bytes = text(node, method, path, body);
        try {
            return Json.MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw new IOException(node + " answered with something that is not JSON", e);
        }
    }

    /** As {@link #call}, for answers that are not JSON. */
    public byte[] text(Endpoint node, String method, String path, @Nullable Object body)
            throws ApiException, IOException {
        HttpsURLConnection connection = open(node, method, path);
        try {
            if (body != null) {
                send(connection, body);
            } else if (!method.equals("GET")) {
                sendNothing(connection);
            }
            check(connection, node);
            try (InputStream in = connection.getInputStream()) {
                return bounded(in);
            }
        } finally {
            connection.disconnect();
        }
    }

    /**
     * Follows a stream of events until the reader has enough or the node ends it.
     *
     * @param reader false to stop
     */
    public void follow(Endpoint node, String path, Predicate<JsonNode> reader)
            throws ApiException, IOException {
        HttpsURLConnection connection = open(node, "GET", path);
        // The server says something at least this often.
        connection.setReadTimeout(3 * EventStream.KEEP_ALIVE_MILLIS);
        try {
            check(connection, node);
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("data:")
                            && !reader.test(Json.MAPPER.readTree(line.substring(5)))) {
                        return;
                    }
                }
            }
        } finally {
            connection.disconnect();
        }
    }

    private HttpsURLConnection open(Endpoint node, String method, String path) throws IOException {
        HttpsURLConnection connection =
                (HttpsURLConnection)
                        URI.create("https://" + node + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setSSLSocketFactory(tls.getSocketFactory());
        // Who the peer is was decided by the cluster's authority; nodes change their addresses.
        connection.setHostnameVerifier((host, session) -> true);
        connection.setConnectTimeout(connectMillis);
        connection.setReadTimeout(readMillis);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestMethod(method);
        connection.setRequestProperty("Accept", "application/json");
        connection.setRequestProperty("Connection", "close");
        if (token != null) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        return connection;
    }

    private static void send(HttpsURLConnection connection, Object body) throws IOException {
        byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        // Also keeps the JDK from sending a request twice.
        connection.setFixedLengthStreamingMode(bytes.length);
        connection.getOutputStream().write(bytes);
    }

    /** An empty body, by which the JDK does not send the request again when the node goes. */
    private static void sendNothing(HttpsURLConnection connection) throws IOException {
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(0);
        connection.getOutputStream().close();
    }

    private static void check(HttpsURLConnection connection, Endpoint node)
            throws ApiException, IOException {
        int status = connection.getResponseCode();
        if (status == 200) {
            return;
        }
        // The JDK hides the answer to a request with a body when that is a 401.
        String message =
                status == AdminServer.UNAUTHORIZED
                        ? AdminServer.NO_TOKEN
                        : node + " answered with HTTP status " + status;
        InputStream error = connection.getErrorStream();
        if (error != null) {
            try (error) {
                JsonNode said = Json.MAPPER.readTree(error.readNBytes(Limits.MAX_ADMIN_BODY_BYTES));
                message = said.path("error").asText(message);
            } catch (JacksonException e) {
                message = message + ", which is not Onehop's";
            }
        }
        throw new ApiException(status, message);
    }

    private static byte[] bounded(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_ANSWER_BYTES + 1);
        if (bytes.length > MAX_ANSWER_BYTES) {
            throw new IOException("an answer of more than " + MAX_ANSWER_BYTES + " bytes");
        }
        return bytes;
    }
}
