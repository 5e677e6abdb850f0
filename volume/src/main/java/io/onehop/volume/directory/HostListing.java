package io.onehop.volume.directory;

import io.onehop.volume.DirectoryEntry;
import io.onehop.volume.DirectoryListing;
import io.onehop.volume.VolumeException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Streams through a directory of the host: two calls for each entry that is wanted. */
final class HostListing implements DirectoryListing {
    private final Host host;
    private final Resolver resolver;
    private final DirectoryReader reader;
    private final boolean root;

    HostListing(Host host, Resolver resolver, DirectoryReader reader, boolean root) {
        this.host = host;
        this.resolver = resolver;
        this.reader = reader;
        this.root = root;
    }

    @Override
    public @Nullable DirectoryEntry next(Predicate<String> wanted) throws VolumeException {
        while (reader.next()) {
            if (!reader.mayBeServed()) {
                continue;
            }
            String name = reader.name();
            if ((root && OurFolder.isName(name)) || !wanted.test(name)) {
                continue;
            }
            DirectoryEntry entry = entry(name);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    private @Nullable DirectoryEntry entry(String name) throws VolumeException {
        Descriptor directory = reader.directory();
        if (!directory.tryUse()) {
            throw host.refusal();
        }
        try {
            byte[] bytes = reader.nameBytes();
            HostStat stat = host.statAt(directory.number(), bytes);
            if (stat == null || !resolver.isServed(stat)) {
                return null;
            }
            byte[] stored = host.attributeAt(directory.number(), bytes, HostAttributes.ATTRIBUTES);
            StoredAttributes attributes = FileNode.decode(stored, stat.isDirectory());
            return new DirectoryEntry(name, attributes.metadata(stat, 0));
        } finally {
            directory.release();
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
