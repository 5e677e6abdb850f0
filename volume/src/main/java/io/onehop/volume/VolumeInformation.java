package io.onehop.volume;

/**
 * Sizes in bytes; {@code serialNumber} and {@code label} as a client sees them; {@code
 * creationTime} a FILETIME; {@code sharesBlocks} says whether {@link StoredStream#share} works,
 * {@code compresses} whether {@link StoredFile#setCompressed} does.
 */
public record VolumeInformation(
        String label,
        int serialNumber,
        long creationTime,
        long totalBytes,
        long freeBytes,
        long availableBytes,
        int allocationUnitBytes,
        boolean readOnly,
        boolean sharesBlocks,
        boolean compresses) {}
