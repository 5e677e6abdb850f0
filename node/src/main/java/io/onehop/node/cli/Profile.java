package io.onehop.node.cli;

import com.fasterxml.jackson.core.JacksonException;
import io.onehop.cluster.pki.PrivateFiles;
import io.onehop.node.admin.AdminClient.Endpoint;
import io.onehop.node.admin.Json;
import io.onehop.node.admin.NodeSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How this user reaches his cluster: {@code ~/.config/onehop/profile.json}, mode 0600, left by
 * {@code cluster create}, {@code cluster join} or {@code demo}.
 *
 * @param authority the cluster's certificate authority as PEM
 */
public record Profile(String cluster, List<Endpoint> nodes, String token, String authority) {
    /** Where the profile is, by ONEHOP_PROFILE, XDG_CONFIG_HOME or HOME. */
    public static Path file(Map<String, String> environment) {
        String own = environment.getOrDefault("ONEHOP_PROFILE", "");
        if (!own.isEmpty()) {
            return Path.of(own);
        }
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path folder =
                config.isEmpty()
                        ? Path.of(
                                environment.getOrDefault("HOME", System.getProperty("user.home")),
                                ".config")
                        : Path.of(config);
        return folder.resolve("onehop").resolve("profile.json");
    }

    public static Profile of(NodeSetup.Access access) {
        return new Profile(access.cluster(), access.nodes(), access.token(), access.authorityPem());
    }

    public static Optional<Profile> load(Map<String, String> environment) throws IOException {
        Path file = file(environment);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.MAPPER.readValue(PrivateFiles.read(file), Profile.class));
        } catch (JacksonException e) {
            throw new IOException(file + " is damaged: " + e.getOriginalMessage(), e);
        }
    }

    /** Replaces the profile of this user. */
    public void store(Map<String, String> environment) throws IOException {
        PrivateFiles.write(file(environment), Json.MAPPER.writeValueAsString(this));
    }

    @Override
    public String toString() {
        return "Profile[" + cluster + ", " + nodes + "]";
    }
}
