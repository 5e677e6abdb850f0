package io.onehop.server.handler;

import io.onehop.base.Limits;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.volume.VolumeInformation;
import io.onehop.wire.fscc.FileFsAttributeInformation;
import io.onehop.wire.fscc.FileFsControlInformation;
import io.onehop.wire.fscc.FileFsDeviceInformation;
import io.onehop.wire.fscc.FileFsFullSizeInformation;
import io.onehop.wire.fscc.FileFsObjectIdInformation;
import io.onehop.wire.fscc.FileFsSectorSizeInformation;
import io.onehop.wire.fscc.FileFsSizeInformation;
import io.onehop.wire.fscc.FileFsVolumeInformation;
import io.onehop.wire.fscc.FsInformationClass;
import io.onehop.wire.fscc.Information;
import io.onehop.wire.smb2.NtStatus;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** SMB2_0_INFO_FILESYSTEM. [MS-SMB2] 3.3.5.20.2, [MS-FSA] 2.1.5.13 */
final class FsQueries {
    /** What clients take for granted of disks; 4 KiB is what writes should be aligned to. */
    private static final int SECTOR_BYTES = 512;

    private static final int PHYSICAL_SECTOR_BYTES = 4096;
    private static final int MAX_LABEL_CHARS = 32;

    /** Applications look at the name, and what is offered is what NTFS has. */
    private static final String FILE_SYSTEM_NAME = "NTFS";

    /** A name in its own case is found first, so names that the host keeps apart are kept apart. */
    private static final int ATTRIBUTES =
            FileFsAttributeInformation.CASE_SENSITIVE_SEARCH
                    | FileFsAttributeInformation.CASE_PRESERVED_NAMES
                    | FileFsAttributeInformation.UNICODE_ON_DISK
                    | FileFsAttributeInformation.PERSISTENT_ACLS
                    | FileFsAttributeInformation.SUPPORTS_SPARSE_FILES
                    | FileFsAttributeInformation.SUPPORTS_REPARSE_POINTS
                    | FileFsAttributeInformation.SUPPORTS_OBJECT_IDS
                    | FileFsAttributeInformation.NAMED_STREAMS
                    | FileFsAttributeInformation.SUPPORTS_HARD_LINKS
                    | FileFsAttributeInformation.SUPPORTS_EXTENDED_ATTRIBUTES;

    private FsQueries() {}

    static Information query(RequestContext context, int level)
            throws SmbException, VolumeException {
        FsInformationClass wanted = FsInformationClass.of(level);
        if (wanted == null) {
            throw new SmbException(NtStatus.INVALID_INFO_CLASS);
        }
        VolumeInformation volume = context.volume().volume().information();
        int unit = Math.max(SECTOR_BYTES, volume.allocationUnitBytes());
        int sectors = unit / SECTOR_BYTES;
        return switch (wanted) {
            case VOLUME ->
                    new FileFsVolumeInformation(
                            volume.creationTime(), volume.serialNumber(), label(volume));
            case SIZE ->
                    new FileFsSizeInformation(
                            volume.totalBytes() / unit,
                            volume.availableBytes() / unit,
                            sectors,
                            SECTOR_BYTES);
            case FULL_SIZE ->
                    new FileFsFullSizeInformation(
                            volume.totalBytes() / unit,
                            volume.availableBytes() / unit,
                            volume.freeBytes() / unit,
                            sectors,
                            SECTOR_BYTES);
            case DEVICE ->
                    new FileFsDeviceInformation(
                            FileFsDeviceInformation.DISK,
                            FileFsDeviceInformation.DEVICE_IS_MOUNTED
                                    | (volume.readOnly()
                                            ? FileFsDeviceInformation.READ_ONLY_DEVICE
                                            : 0));
            case ATTRIBUTE ->
                    new FileFsAttributeInformation(
                            ATTRIBUTES
                                    | (volume.sharesBlocks()
                                            ? FileFsAttributeInformation.SUPPORTS_BLOCK_REFCOUNTING
                                            : 0)
                                    | (volume.compresses()
                                            ? FileFsAttributeInformation.FILE_COMPRESSION
                                            : 0)
                                    | (volume.readOnly()
                                            ? FileFsAttributeInformation.READ_ONLY_VOLUME
                                            : 0),
                            Limits.MAX_NAME_CHARS,
                            FILE_SYSTEM_NAME);
            // No quota is kept: no threshold, no limit.
            case CONTROL -> new FileFsControlInformation(0, 0, 0, -1, -1, 0);
            case OBJECT_ID -> new FileFsObjectIdInformation(volumeId(context));
            case SECTOR_SIZE ->
                    new FileFsSectorSizeInformation(
                            SECTOR_BYTES,
                            PHYSICAL_SECTOR_BYTES,
                            PHYSICAL_SECTOR_BYTES,
                            PHYSICAL_SECTOR_BYTES,
                            FileFsSectorSizeInformation.ALIGNED_DEVICE
                                    | FileFsSectorSizeInformation.PARTITION_ALIGNED_ON_DEVICE
                                    | FileFsSectorSizeInformation.TRIM_ENABLED,
                            0,
                            0);
            case LABEL, DRIVER_PATH, VOLUME_FLAGS ->
                    throw new SmbException(NtStatus.INVALID_INFO_CLASS);
        };
    }

    private static String label(VolumeInformation volume) {
        String label = volume.label();
        return label.substring(0, Math.min(label.length(), MAX_LABEL_CHARS));
    }

    /** The same on every node and after every move. */
    static UUID volumeId(RequestContext context) {
        return UUID.nameUUIDFromBytes(context.volume().name().getBytes(StandardCharsets.UTF_8));
    }
}
