package io.onehop.client;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/**
 * Finds the addresses of a file server name. Called on any thread, anew at every move; should not
 * cache for long.
 */
@FunctionalInterface
public interface NameResolver {
    /** The machine's own resolver, which may cache. */
    NameResolver SYSTEM = name -> List.of(InetAddress.getAllByName(name));

    /** All addresses, in any order. */
    List<InetAddress> resolve(String name) throws IOException;
}
