package io.onehop.volume;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A handle to a file or directory of a volume. Thread safe. */
public interface StoredFile extends AutoCloseable {
    /** Where the file is now, in the case that is stored. */
    VolumePath path();

    long fileId();

    boolean isDirectory();

    Metadata metadata() throws VolumeException;

    /**
     * As {@link #metadata}, for who has just opened it: what was seen then is not looked for again.
     * To be called once, by one thread.
     */
    default Metadata metadataAtOpening() throws VolumeException {
        return metadata();
    }

    void change(MetadataChange change) throws VolumeException;

    /**
     * Says whether the file counts as sparse (FILE_ATTRIBUTE_SPARSE_FILE of its metadata). Only
     * this sets or clears that attribute.
     *
     * @throws VolumeException NOT_SUPPORTED where a store has no such files
     */
    default void setSparse(boolean sparse) throws VolumeException {
        throw new VolumeException(VolumeException.Reason.NOT_SUPPORTED, "no sparse files");
    }

    /**
     * Says whether what is written from now on is compressed, for a directory whether new files in
     * it are (FILE_ATTRIBUTE_COMPRESSED of the metadata).
     *
     * @throws VolumeException NOT_SUPPORTED where a store does not compress
     */
    default void setCompressed(boolean compressed) throws VolumeException {
        if (compressed) {
            throw new VolumeException(VolumeException.Reason.NOT_SUPPORTED, "no compression");
        }
    }

    /**
     * Who the file is to those who track it: 16 bytes that name it in the volume and 48 of theirs
     * ([MS-FSCC] 2.1.3), or null when it has none.
     */
    byte @Nullable [] objectId() throws VolumeException;

    /**
     * Gives the file an object id, changes the 48 bytes of the one it has, or takes it away with
     * null.
     *
     * @throws VolumeException NAME_EXISTS when another file of the volume has those 16 bytes
     */
    void setObjectId(byte @Nullable [] id) throws VolumeException;

    /** The stored self-relative security descriptor, or null when none was ever set. */
    byte @Nullable [] security() throws VolumeException;

    void setSecurity(byte[] descriptor) throws VolumeException;

    /** All extended attributes, in no order. */
    List<ExtendedAttribute> extendedAttributes() throws VolumeException;

    /** Sets or, with an empty value, removes those named; others stay. All or nothing. */
    void setExtendedAttributes(List<ExtendedAttribute> changes) throws VolumeException;

    /** The reparse data with its header ([MS-FSCC] 2.1.2), or null. */
    byte @Nullable [] reparsePoint() throws VolumeException;

    /** Sets the reparse data, or removes it with null. */
    void setReparsePoint(byte @Nullable [] data) throws VolumeException;

    /** The streams with data, the unnamed one first; a directory has only named ones. */
    List<StreamEntry> streams() throws VolumeException;

    /**
     * Opens a data stream; the empty name is the unnamed one. The handle must be closed before this
     * file.
     *
     * @param create makes it when it is missing
     * @throws VolumeException STREAM_NOT_FOUND, IS_A_DIRECTORY for the unnamed stream of a
     *     directory
     */
    StoredStream stream(String name, boolean create) throws VolumeException;

    /** Removes a named stream. */
    void removeStream(String name) throws VolumeException;

    /**
     * Renames a stream of a file. If one of the names is that of the unnamed stream, which every
     * file has, its data is moved: the other stream is there afterwards, and handles to either are
     * to be opened anew.
     */
    void renameStream(String from, String to, boolean replace) throws VolumeException;

    /** The entries of a directory at this moment, without "." and ".."; to be closed. */
    DirectoryListing list() throws VolumeException;

    /** Puts data, streams and metadata on stable storage. */
    void flush() throws VolumeException;

    @Override
    void close();
}
