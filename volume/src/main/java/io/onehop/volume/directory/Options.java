package io.onehop.volume.directory;

/**
 * How a directory is served.
 *
 * @param label the volume's label as clients see it
 * @param fileMode permissions of the host for new files, before the umask
 * @param directoryMode the same for directories
 * @param indexedNames most names kept in memory to find names in another case
 * @param knownFiles most files of which it is kept in memory what is stored with them, after they
 *     were closed; some 200 bytes each
 */
public record Options(
        String label, int fileMode, int directoryMode, long indexedNames, int knownFiles) {
    /** What suits most. */
    public static Options labelled(String label) {
        return new Options(label, 0644, 0755, 2_000_000, 32_768);
    }
}
