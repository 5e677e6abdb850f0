package io.onehop.server.handler;

import io.onehop.volume.DirectoryEntry;
import io.onehop.volume.DirectoryListing;
import io.onehop.volume.Metadata;
import io.onehop.volume.ShortNames;
import io.onehop.volume.StoredFile;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumePath;
import io.onehop.wire.fscc.FileNamePattern;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The place of one open in the listing of its directory. An entry that was taken and did not fit
 * can be put back. Its own monitor guards it, over I/O too: requests of one open wait for each
 * other. [MS-FSA] 2.1.5.6.3
 */
final class Enumeration {
    private @Nullable FileNamePattern pattern;
    private @Nullable DirectoryListing listing;
    private final Deque<DirectoryEntry> ahead = new ArrayDeque<>();
    private boolean anyFound;
    private boolean ended;
    private boolean closed;

    /** Whether no request began it yet. */
    synchronized boolean isFresh() {
        return pattern == null;
    }

    /** Whether the pattern matched anything so far. */
    synchronized boolean anyFound() {
        return anyFound;
    }

    /**
     * Begins, or begins again.
     *
     * @param wanted empty to keep the pattern there was, or for all names
     */
    synchronized void begin(String wanted) {
        FileNamePattern known = pattern;
        if (!wanted.isEmpty()) {
            known = FileNamePattern.of(wanted);
        } else if (known == null) {
            known = FileNamePattern.of("*");
        }
        end();
        pattern = known;
        anyFound = false;
        ended = closed;
    }

    /**
     * Looks up the beginning: the dot names, or the one name that a pattern without wildcards is.
     */
    synchronized void prepare(Opener opener, VolumePath path) throws VolumeException {
        FileNamePattern wanted = pattern;
        if (wanted == null || ended || listing != null || anyFound) {
            return;
        }
        if (!wanted.hasWildcards()) {
            ended = true;
            if (!wanted.matches(".") && !wanted.matches("..")) {
                one(opener, path, wanted);
                return;
            }
        }
        if (wanted.matches(".")) {
            try (StoredFile directory = opener.open(path)) {
                add(wanted, ".", directory.metadata());
            }
        }
        if (wanted.matches("..")) {
            try (StoredFile parent = opener.open(opener.parentOf(path))) {
                add(wanted, "..", parent.metadata());
            }
        }
    }

    private void add(FileNamePattern wanted, String name, Metadata metadata) {
        if (wanted.matches(name)) {
            ahead.add(new DirectoryEntry(name, metadata));
        }
    }

    private void one(Opener opener, VolumePath path, FileNamePattern wanted)
            throws VolumeException {
        try (StoredFile found = opener.open(path.child(VolumePath.checkName(wanted.toString())))) {
            ahead.add(new DirectoryEntry(found.path().name(), found.metadata()));
        } catch (VolumeException e) {
            if (e.reason() != VolumeException.Reason.NAME_NOT_FOUND) {
                throw e;
            }
        }
    }

    /** How files are reached. */
    interface Opener {
        StoredFile open(VolumePath path) throws VolumeException;

        /** The directory that ".." stands for. */
        VolumePath parentOf(VolumePath path);
    }

    /** The next entry, or null at the end. */
    synchronized @Nullable DirectoryEntry next(StoredFile directory) throws VolumeException {
        FileNamePattern wanted = pattern;
        if (wanted == null || closed) {
            return null;
        }
        DirectoryEntry entry = ahead.poll();
        if (entry == null && !ended) {
            DirectoryListing from = listing;
            if (from == null) {
                from = directory.list();
                listing = from;
            }
            entry = from.next(name -> matches(wanted, name));
            if (entry == null) {
                ended = true;
                end();
            }
        }
        anyFound |= entry != null;
        return entry;
    }

    /** By the name or by the 8.3 name that it has besides. [MS-FSA] 2.1.5.6.3 */
    private static boolean matches(FileNamePattern wanted, String name) {
        if (wanted.matches(name)) {
            return true;
        }
        String generated = ShortNames.of(name);
        return !generated.isEmpty() && wanted.matches(generated);
    }

    /** The entry is to be the next one again. */
    synchronized void putBack(DirectoryEntry entry) {
        ahead.addFirst(entry);
    }

    synchronized void close() {
        closed = true;
        ended = true;
        end();
    }

    private void end() {
        DirectoryListing open = listing;
        listing = null;
        ahead.clear();
        if (open != null) {
            open.close();
        }
    }
}
