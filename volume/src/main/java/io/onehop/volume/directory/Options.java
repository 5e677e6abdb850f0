package io.onehop.volume.directory;

/**
 * How a directory is served.
 *
 * @param label the volume's label as clients see it
 * @param fileMode permissions of the host for new files, before the umask
 * @param directoryMode the same for directories
 * @param indexedNames most names kept in memory to find names in another case
 * @param knownBytes most memory for what is stored with files that were closed, some 500 bytes each
 */
public record Options(
        String label, int fileMode, int directoryMode, long indexedNames, long knownBytes) {
    /** What suits most. */
    public static Options labelled(String label) {
        return new Options(label, 0644, 0755, 2_000_000, 16 << 20);
    }
}
