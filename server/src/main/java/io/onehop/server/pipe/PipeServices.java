package io.onehop.server.pipe;

import io.onehop.rpc.RpcService;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The pipes that a node serves.
 *
 * @param services by name in lower case, without {@code \PIPE\}: srvsvc, wkssvc, lsarpc
 * @param executor runs their calls; may block
 */
public record PipeServices(Map<String, RpcService> services, Executor executor) {
    private static final String PREFIX = "pipe\\";

    public PipeServices {
        Map<String, RpcService> byKey = new TreeMap<>();
        services.forEach((name, service) -> byKey.put(name.toLowerCase(Locale.ROOT), service));
        services = Map.copyOf(byKey);
    }

    /** By the name that a client gives: of any case, with or without backslash and PIPE. */
    @Nullable RpcService named(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        if (key.startsWith("\\")) {
            key = key.substring(1);
        }
        if (key.startsWith(PREFIX)) {
            key = key.substring(PREFIX.length());
        }
        return services.get(key);
    }
}
