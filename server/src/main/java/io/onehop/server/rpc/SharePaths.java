package io.onehop.server.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The local paths that a Windows cluster has for its volumes: {@code C:\ClusterStorage\Volume\dir}.
 * Clients show them, and name them where a share is to be made.
 */
final class SharePaths {
    private static final String ROOT = "C:\\ClusterStorage\\";

    /**
     * A directory of a volume.
     *
     * @param directory with backslashes between names and none at the ends
     */
    record Place(String volume, String directory) {}

    private SharePaths() {}

    static String of(String volume, String directory) {
        return ROOT + volume + (directory.isEmpty() ? "" : "\\" + directory);
    }

    /** Empty when the path is not on a volume. */
    static Optional<Place> parse(String path) {
        String text = path.replace('/', '\\');
        if (!text.regionMatches(true, 0, ROOT, 0, ROOT.length())) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (String name : text.substring(ROOT.length()).split("\\\\", -1)) {
            if (name.equals(".") || name.equals("..")) {
                return Optional.empty();
            }
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Place(
                                names.getFirst(),
                                String.join("\\", names.subList(1, names.size()))));
    }
}
