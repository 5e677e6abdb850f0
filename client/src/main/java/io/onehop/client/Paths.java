package io.onehop.client;

import io.onehop.base.Limits;

/** Paths within a share: slashes for people, backslashes on the wire. */
final class Paths {
    private Paths() {}

    /** With single slashes, none at the ends. */
    static String clean(String path) {
        StringBuilder out = new StringBuilder();
        for (String part : path.replace('\\', '/').split("/", -1)) {
            if (part.equals("..") || part.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("not a path within a share: " + path);
            }
            if (!part.isEmpty() && !part.equals(".")) {
                out.append(out.isEmpty() ? "" : "/").append(part);
            }
        }
        if (out.length() > Limits.MAX_PATH_CHARS) {
            throw new IllegalArgumentException("path of " + out.length() + " characters");
        }
        return out.toString();
    }

    static String wire(String clean) {
        return clean.replace('/', '\\');
    }

    /** The directory of a path, empty for the root. */
    static String parent(String clean) {
        int slash = clean.lastIndexOf('/');
        return slash < 0 ? "" : clean.substring(0, slash);
    }

    static String join(String directory, String name) {
        return directory.isEmpty() ? name : directory + '/' + name;
    }
}
