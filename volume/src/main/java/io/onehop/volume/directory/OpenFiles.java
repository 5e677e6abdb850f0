package io.onehop.volume.directory;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The open files of a volume by inode. An inode has one node while any handle is open. */
final class OpenFiles {
    private final Host host;
    private final OurFolder ours;
    private final Map<Long, FileNode> nodes = new HashMap<>();
    private final KnownFiles known;
    private final KnownSecurity.Keeper securities = new KnownSecurity.Keeper();

    /**
     * @param most bytes to keep what is stored with files after they were closed
     */
    OpenFiles(Host host, OurFolder ours, long most) {
        this.host = host;
        this.ours = ours;
        this.known = new KnownFiles(most);
    }

    /** The node of a file, with one handle more. Takes the descriptor over. */
    FileNode acquire(Descriptor descriptor, HostStat stat) {
        FileNode node;
        synchronized (nodes) {
            node = nodes.get(stat.inode());
            if (node == null) {
                KnownFiles.Known before = known.take(stat);
                node = new FileNode(host, ours, securities, descriptor, stat);
                if (before != null) {
                    node.begin(before);
                }
                nodes.put(stat.inode(), node);
            }
            node.handles++;
        }
        if (node.descriptor() != descriptor) {
            descriptor.close();
        }
        return node;
    }

    /** The node of an inode with one handle more, if it has any. */
    @Nullable FileNode again(long inode) {
        synchronized (nodes) {
            FileNode node = nodes.get(inode);
            if (node != null) {
                node.handles++;
            }
            return node;
        }
    }

    /**
     * As {@link #acquire}, but only if all is known of the file that opening it takes; null, and
     * the descriptor is the caller's, otherwise.
     */
    @Nullable FileNode acquireIfKnown(Descriptor descriptor, HostStat stat) {
        synchronized (nodes) {
            if (nodes.containsKey(stat.inode())) {
                return null;
            }
            KnownFiles.Known before = known.take(stat);
            if (before == null) {
                return null;
            }
            FileNode node = new FileNode(host, ours, securities, descriptor, stat);
            node.begin(before);
            node.handles = 1;
            nodes.put(stat.inode(), node);
            return node;
        }
    }

    /** As {@link #again(long)}, but only a node of which all is known that opening it takes. */
    @Nullable FileNode againIfKnown(long inode) {
        synchronized (nodes) {
            FileNode node = nodes.get(inode);
            if (node == null || !node.isKnown()) {
                return null;
            }
            node.handles++;
            return node;
        }
    }

    /** One handle more of a node that has some. */
    FileNode again(FileNode node) {
        synchronized (nodes) {
            node.handles++;
        }
        return node;
    }

    void release(FileNode node) {
        // Looked at while nobody else can have another node of the file.
        KnownFiles.Known stored = isLastHandle(node) ? node.known() : null;
        synchronized (nodes) {
            if (--node.handles > 0) {
                return;
            }
            nodes.remove(node.inode());
            if (stored != null && node.isStill(stored)) {
                known.put(node.inode(), stored);
            }
        }
        node.dispose();
    }

    private boolean isLastHandle(FileNode node) {
        synchronized (nodes) {
            return node.handles == 1;
        }
    }

    int count() {
        synchronized (nodes) {
            return nodes.size();
        }
    }
}
