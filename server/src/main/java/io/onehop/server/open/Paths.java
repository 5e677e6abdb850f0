package io.onehop.server.open;

import io.onehop.volume.NameFolding;
import io.onehop.volume.VolumePath;
import java.util.List;

/** Paths compared as a volume compares them: without case. */
public final class Paths {
    private Paths() {}

    /** A text that is equal for paths that name the same file. */
    public static String key(VolumePath path) {
        return key(path.toString());
    }

    /** A text that is equal for names that are the same without case. */
    public static String key(String name) {
        return NameFolding.fold(name);
    }

    public static boolean same(VolumePath a, VolumePath b) {
        return a.components().size() == b.components().size()
                && startsWith(a.components(), b.components());
    }

    /** Whether a path lies below a directory, at any depth. */
    public static boolean isBelow(VolumePath path, VolumePath directory) {
        return path.components().size() > directory.components().size()
                && startsWith(path.components(), directory.components());
    }

    static boolean startsWith(List<String> full, List<String> top) {
        if (full.size() < top.size()) {
            return false;
        }
        for (int i = 0; i < top.size(); i++) {
            if (!NameFolding.same(full.get(i), top.get(i))) {
                return false;
            }
        }
        return true;
    }
}
