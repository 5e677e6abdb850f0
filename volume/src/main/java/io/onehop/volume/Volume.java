package io.onehop.volume;

import org.jspecify.annotations.Nullable;

/**
 * A tree of files. Names keep the case they were made with and are found in any case. Thread safe;
 * operations on one path by several threads happen in some order. Every method may block on the
 * store, unless it says otherwise.
 */
public interface Volume extends AutoCloseable {
    VolumeInformation information() throws VolumeException;

    /**
     * An existing file or directory. The handle must be closed.
     *
     * @throws VolumeException NAME_NOT_FOUND, PATH_NOT_FOUND, ...
     */
    StoredFile open(VolumePath path) throws VolumeException;

    /**
     * As {@link #open}, on a thread that must not block: a file that is open already, or was a
     * while ago, if all is known of it that {@link StoredFile#metadataAtOpening} and {@link
     * StoredFile#security} tell, which do not block then either.
     *
     * @param forData whether its data is to be read or written
     * @return null, and nothing was done, when it takes more than that
     */
    default @Nullable StoredFile openAtOnce(VolumePath path, boolean forData)
            throws VolumeException {
        return null;
    }

    /**
     * A new file or directory, made in one step with its attributes and security: nobody sees it
     * without them.
     *
     * @throws VolumeException NAME_EXISTS, PATH_NOT_FOUND, NO_SPACE, ...
     */
    StoredFile create(VolumePath path, NewFile what) throws VolumeException;

    /**
     * Gives a file another name or directory; open handles go on and know their new path, also
     * those below a directory.
     *
     * @param replace whether an existing file (never a directory) of that name is removed in the
     *     same step
     * @throws VolumeException NAME_EXISTS, PATH_NOT_FOUND, ...; nothing changed then
     */
    void rename(StoredFile file, VolumePath to, boolean replace) throws VolumeException;

    /** Another name for a file (not a directory). */
    void link(StoredFile file, VolumePath to, boolean replace) throws VolumeException;

    /**
     * Takes the name away by which the handle was opened; data stays readable and writable through
     * open handles.
     *
     * @throws VolumeException DIRECTORY_NOT_EMPTY, ...
     */
    void remove(StoredFile file) throws VolumeException;

    /**
     * Lets go of the store; handles that are still open fail afterwards. Waits for operations under
     * way.
     */
    @Override
    void close();
}
