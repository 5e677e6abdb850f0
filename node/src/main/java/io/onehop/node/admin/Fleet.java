package io.onehop.node.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.onehop.cluster.pki.NodeTls;
import io.onehop.cluster.state.NodeState;
import io.onehop.node.admin.AdminClient.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Asks the other nodes that are up, all at once, with this node's certificate. Thread safe. */
final class Fleet {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 5_000;

    /** What the others said; warnings name those that said nothing. */
    record Answers(List<JsonNode> answers, List<String> warnings) {}

    private final ClusterOperations cluster;
    private final NodeTls tls;
    private final Map<String, AdminClient> clients = new ConcurrentHashMap<>();

    Fleet(ClusterOperations cluster, NodeTls tls) {
        this.cluster = cluster;
        this.tls = tls;
    }

    /** The members that are up, without this one. */
    List<NodeState> others() {
        return cluster.state().nodes().values().stream()
                .filter(n -> n.up() && !n.name().equals(cluster.nodeName()))
                .toList();
    }

    AdminClient client(NodeState node) {
        return clients.computeIfAbsent(
                node.name(),
                name -> new AdminClient(tls.contextTo(name), null, CONNECT_MILLIS, READ_MILLIS));
    }

    static Endpoint endpoint(NodeState node) {
        return new Endpoint(node.clusterAddress(), node.ports().admin());
    }

    Answers ask(String method, String path, @Nullable Object body) throws InterruptedException {
        List<NodeState> nodes = others();
        List<Future<JsonNode>> futures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (NodeState node : nodes) {
                futures.add(
                        threads.submit(
                                () -> client(node).call(endpoint(node), method, path, body)));
            }
            List<JsonNode> answers = new ArrayList<>();
            List<String> warnings = new ArrayList<>();
            for (int i = 0; i < nodes.size(); i++) {
                try {
                    answers.add(futures.get(i).get());
                } catch (ExecutionException e) {
                    warnings.add(complaint(nodes.get(i).name(), e.getCause()));
                }
            }
            return new Answers(answers, warnings);
        }
    }

    private static String complaint(String node, @Nullable Throwable cause) {
        return switch (cause) {
            case ApiException e -> "node " + node + " refused: " + e.getMessage();
            case IOException e -> "node " + node + " did not answer: " + e.getMessage();
            case null, default -> throw new IllegalStateException("asking " + node, cause);
        };
    }
}
