package io.onehop.volume.directory;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The open files of a volume by inode. An inode has one node while any handle is open. */
final class OpenFiles {
    private final Host host;
    private final OurFolder ours;
    private final Map<Long, FileNode> nodes = new HashMap<>();

    OpenFiles(Host host, OurFolder ours) {
        this.host = host;
        this.ours = ours;
    }

    /** The node of a file, with one handle more. Takes the descriptor over. */
    FileNode acquire(Descriptor descriptor, HostStat stat) {
        FileNode node;
        synchronized (nodes) {
            node = nodes.get(stat.inode());
            if (node == null) {
                node = new FileNode(host, ours, descriptor, stat);
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
        synchronized (nodes) {
            if (--node.handles > 0) {
                return;
            }
            nodes.remove(node.inode());
        }
        node.dispose();
    }

    int count() {
        synchronized (nodes) {
            return nodes.size();
        }
    }
}
