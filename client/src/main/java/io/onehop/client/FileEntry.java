package io.onehop.client;

import io.onehop.base.FileTime;
import io.onehop.wire.fscc.DirectoryInformation;
import io.onehop.wire.smb2.OpenInformation;
import java.time.Instant;

/**
 * What is known about a file or directory.
 *
 * @param path from the share's root, with slashes; empty for the root
 * @param attributes as in [MS-FSCC] 2.6
 */
public record FileEntry(
        String path, long sizeBytes, Instant modified, Instant created, int attributes) {
    private static final int ATTRIBUTE_DIRECTORY = 0x10;

    /** Without its directory. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    public boolean isDirectory() {
        return (attributes & ATTRIBUTE_DIRECTORY) != 0;
    }

    static FileEntry of(String path, OpenInformation known) {
        return new FileEntry(
                path,
                known.endOfFile(),
                FileTime.toInstant(known.lastWriteTime()),
                FileTime.toInstant(known.creationTime()),
                known.fileAttributes());
    }

    static FileEntry of(String directory, DirectoryInformation known) {
        return new FileEntry(
                directory.isEmpty() ? known.fileName() : directory + '/' + known.fileName(),
                known.file().endOfFile(),
                FileTime.toInstant(known.file().lastWriteTime()),
                FileTime.toInstant(known.file().creationTime()),
                known.file().fileAttributes());
    }
}
