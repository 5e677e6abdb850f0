package io.onehop.cluster.state;

import java.util.Locale;

/** Names of nodes, volumes, shares and users compare without case. */
public final class Names {
    private Names() {}

    /** The form under which a name is kept in the maps of {@link ClusterState}. */
    public static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    public static boolean same(String a, String b) {
        return a.equals(b) || key(a).equals(key(b));
    }
}
