package io.onehop.volume.directory;

import io.onehop.volume.VolumePath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names by which files are open, as a tree, so that a handle knows its path after a rename of
 * it or of any directory above. Memory only; the store's lock of names keeps it in step with the
 * host.
 */
final class NameTree {
    /** One name in its directory; lives while a handle or a name below it does. */
    static final class Name {
        private @Nullable Name parent;
        private String name;
        private long inode;
        private final Map<String, Name> children = new HashMap<>();
        private int holds;
        private boolean gone;

        private Name(@Nullable Name parent, String name, long inode) {
            this.parent = parent;
            this.name = name;
            this.inode = inode;
        }
    }

    private static final long UNKNOWN = 0;

    private final Name root = new Name(null, "", UNKNOWN);

    /** A hold on the name of a file that is opened, to be released. */
    synchronized Name hold(List<String> path, long inode) {
        Name at = root;
        for (int i = 0; i < path.size(); i++) {
            long here = i == path.size() - 1 ? inode : UNKNOWN;
            at = child(at, path.get(i), here);
        }
        at.holds++;
        return at;
    }

    private static Name child(Name parent, String name, long inode) {
        Name known = parent.children.get(name);
        if (known != null && known.inode != inode && inode != UNKNOWN) {
            if (known.inode == UNKNOWN) {
                known.inode = inode;
                return known;
            }
            // The host has put another file in its place.
            detach(known);
            known = null;
        }
        if (known == null) {
            known = new Name(parent, name, inode);
            parent.children.put(name, known);
            parent.holds++;
        }
        return known;
    }

    synchronized void release(Name name) {
        Name at = name;
        while (at != null && --at.holds == 0) {
            Name parent = at.parent;
            if (parent != null) {
                parent.children.remove(at.name, at);
            }
            at = parent;
        }
    }

    /** Puts a name, with all below it, elsewhere; what was there is gone. */
    synchronized void move(Name name, List<String> directory, String newName) {
        Name to = root;
        for (String component : directory) {
            to = child(to, component, UNKNOWN);
        }
        Name there = to.children.get(newName);
        if (there != null && there != name) {
            detach(there);
        }
        to.holds++;
        Name from = name.parent;
        if (from != null) {
            from.children.remove(name.name, name);
        }
        name.parent = to;
        name.name = newName;
        to.children.put(newName, name);
        if (from != null) {
            release(from);
        }
    }

    /** The open name at a path, or null. */
    synchronized @Nullable Name at(List<String> directory, String name) {
        Name at = root;
        for (String component : directory) {
            Name child = at.children.get(component);
            if (child == null) {
                return null;
            }
            at = child;
        }
        return at.children.get(name);
    }

    /** Says that a name exists no longer; its handles go on and keep the path it had. */
    synchronized void remove(Name name) {
        detach(name);
    }

    private static void detach(Name name) {
        name.gone = true;
        if (name.parent != null) {
            name.parent.children.remove(name.name, name);
        }
    }

    synchronized boolean isGone(Name name) {
        for (Name at = name; at != null; at = at.parent) {
            if (at.gone) {
                return true;
            }
        }
        return false;
    }

    synchronized VolumePath path(Name name) {
        List<String> components = new ArrayList<>();
        for (Name at = name; at.parent != null; at = at.parent) {
            components.add(at.name);
        }
        Collections.reverse(components);
        return new VolumePath(components);
    }

    /** Whether nothing is held, for tests. */
    synchronized boolean isEmpty() {
        return root.children.isEmpty() && root.holds == 0;
    }
}
