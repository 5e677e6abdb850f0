package io.onehop.node.cli;

import java.util.List;

/**
 * A path on a server as people write it: {@code //server/share/path}, with slashes or backslashes.
 *
 * @param path empty for the share's root
 */
record RemotePath(String server, String share, String path) {
    static RemotePath parse(String text) throws CliException {
        String slashes = text.replace('\\', '/');
        List<String> parts = List.of(slashes.split("/", 5));
        boolean whole = parts.size() >= 4 && slashes.startsWith("//");
        if (!whole || parts.get(2).isEmpty() || parts.get(3).isEmpty()) {
            throw new CliException(text + " is no path on a server, such as //SOFS1/SHARE/PATH");
        }
        return new RemotePath(parts.get(2), parts.get(3), parts.size() > 4 ? parts.get(4) : "");
    }

    /** The path's last name, or the share's. */
    String name() {
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return trimmed.isEmpty() ? share : trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }

    /** The path of an entry in this directory. */
    String child(String name) {
        return path.isEmpty() || path.endsWith("/") ? path + name : path + '/' + name;
    }
}
