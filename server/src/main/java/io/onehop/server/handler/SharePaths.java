package io.onehop.server.handler;

import io.onehop.server.open.Open;
import io.onehop.server.open.Paths;
import io.onehop.server.serve.ServedTree;
import io.onehop.volume.StreamEntry;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import java.util.ArrayList;
import java.util.List;

/** Paths of a share, which may begin below its volume's root. */
final class SharePaths {
    private SharePaths() {}

    /** The directory that is shared. */
    static VolumePath root(ServedTree tree) throws VolumeException {
        return VolumePath.parse(tree.share().directory());
    }

    /**
     * A path that a client gives, in the volume.
     *
     * @throws VolumeException NAME_INVALID
     */
    static VolumePath inVolume(ServedTree tree, String path) throws VolumeException {
        List<String> all = new ArrayList<>(root(tree).components());
        all.addAll(VolumePath.parse(path).components());
        return new VolumePath(all);
    }

    /** Where an open is now, as its client sees it: without a leading separator. */
    static String inShare(Open open) throws VolumeException {
        return inShare(open, open.mode().streamName());
    }

    /** The same with every name in the case in which it is stored. [MS-FSCC] 2.1.5 */
    static String normalized(Open open) throws VolumeException {
        String stream = open.mode().streamName();
        if (!stream.isEmpty()) {
            for (StreamEntry entry : open.stored().streams()) {
                stream = entry.name().equalsIgnoreCase(stream) ? entry.name() : stream;
            }
        }
        return inShare(open, stream);
    }

    private static String inShare(Open open, String stream) throws VolumeException {
        VolumePath root = root(open.tree());
        VolumePath path = open.stored().path();
        int skipped = Paths.isBelow(path, root) ? root.components().size() : 0;
        List<String> below = path.components().subList(skipped, path.components().size());
        String name = Paths.same(path, root) ? "" : String.join("\\", below);
        return stream.isEmpty() ? name : name + ":" + stream;
    }
}
