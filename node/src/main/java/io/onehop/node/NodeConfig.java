package io.onehop.node;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.onehop.cluster.pki.PrivateFiles;
import io.onehop.cluster.state.Ports;
import io.onehop.node.dns.UpdateSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a node must know before it knows its cluster; {@code node.json} in its state folder. Beside
 * it lie {@code pki/} (key, certificate, authority), {@code admin.token} and {@code raft/} (the
 * cluster's log).
 *
 * @param clientAddresses IP addresses that clients connect to
 * @param clusterAddress IP address for the traffic between nodes
 * @param founding of the node that creates the cluster: it begins the log alone; null for those
 *     that join it
 * @param dnsUpdate a DNS server that this node keeps right while it leads, or null
 */
public record NodeConfig(
        String name,
        List<String> clientAddresses,
        String clusterAddress,
        Ports ports,
        UUID clusterId,
        @Nullable Founding founding,
        @Nullable UpdateSettings dnsUpdate) {
    /** What the cluster begins with. */
    public record Founding(String fileServerName, String dnsDomain, String domainSid) {}

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    public NodeConfig {
        clientAddresses = List.copyOf(clientAddresses);
    }

    private static Path file(Path stateFolder) {
        return stateFolder.resolve("node.json");
    }

    /** Whether a node lives in this folder. */
    public static boolean exists(Path stateFolder) {
        return Files.exists(file(stateFolder));
    }

    /**
     * @throws IOException when the folder holds no node or the file cannot be read
     */
    public static NodeConfig load(Path stateFolder) throws IOException {
        return JSON.readValue(file(stateFolder).toFile(), NodeConfig.class);
    }

    public void store(Path stateFolder) throws IOException {
        PrivateFiles.createFolder(stateFolder);
        PrivateFiles.write(file(stateFolder), JSON.writeValueAsString(this));
    }

    public static Path pki(Path stateFolder) {
        return stateFolder.resolve("pki");
    }

    public static Path adminToken(Path stateFolder) {
        return stateFolder.resolve("admin.token");
    }

    public static Path raft(Path stateFolder) {
        return stateFolder.resolve("raft");
    }
}
