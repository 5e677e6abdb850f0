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
 * @param services by name in any case, without {@code \PIPE\}: srvsvc, wkssvc, lsarpc
 * @param executor runs their calls; may block
 */
public record PipeServices(Map<String, RpcService> services, Executor executor) {
    private static final String PREFIX = "pipe\\";

    /** The one pipe that clients without a user may open: it names shares to them, no more. */
    private static final String FOR_ANONYMOUS = "srvsvc";

    public PipeServices {
        Map<String, RpcService> byKey = new TreeMap<>();
        services.forEach((name, service) -> byKey.put(name.toLowerCase(Locale.ROOT), service));
        services = Map.copyOf(byKey);
    }

    /** Whether a client that did not say who it is may open a pipe. [MS-SRVS] 3.1.6.17 */
    boolean isForAnonymous(String name) {
        return key(name).equals(FOR_ANONYMOUS);
    }

    /** By the name that a client gives: of any case, with or without backslash and PIPE. */
    @Nullable RpcService named(String name) {
        return services.get(key(name));
    }

    private static String key(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        if (key.startsWith("\\")) {
            key = key.substring(1);
        }
        if (key.startsWith(PREFIX)) {
            key = key.substring(PREFIX.length());
        }
        return key;
    }
}
