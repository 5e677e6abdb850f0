package io.onehop.wire.smb2;

import java.util.Set;

/** Control codes, without the prefix FSCTL_. [MS-SMB2] 2.2.31, [MS-FSCC] 2.3. */
public final class FsctlCode {
    public static final int DFS_GET_REFERRALS = 0x0006_0194;
    public static final int DFS_GET_REFERRALS_EX = 0x0006_01B0;
    public static final int IS_PATHNAME_VALID = 0x0009_002C;
    public static final int GET_COMPRESSION = 0x0009_003C;
    public static final int SET_COMPRESSION = 0x0009_C040;
    public static final int FILESYSTEM_GET_STATISTICS = 0x0009_0060;
    public static final int GET_NTFS_VOLUME_DATA = 0x0009_0064;
    public static final int GET_RETRIEVAL_POINTERS = 0x0009_0073;
    public static final int SET_OBJECT_ID = 0x0009_0098;
    public static final int GET_OBJECT_ID = 0x0009_009C;
    public static final int DELETE_OBJECT_ID = 0x0009_00A0;
    public static final int SET_REPARSE_POINT = 0x0009_00A4;
    public static final int GET_REPARSE_POINT = 0x0009_00A8;
    public static final int DELETE_REPARSE_POINT = 0x0009_00AC;
    public static final int SET_OBJECT_ID_EXTENDED = 0x0009_00BC;
    public static final int CREATE_OR_GET_OBJECT_ID = 0x0009_00C0;
    public static final int SET_SPARSE = 0x0009_00C4;
    public static final int SET_ZERO_DATA = 0x0009_80C8;
    public static final int QUERY_ALLOCATED_RANGES = 0x0009_40CF;
    public static final int FILE_LEVEL_TRIM = 0x0009_8208;
    public static final int OFFLOAD_READ = 0x0009_4264;
    public static final int OFFLOAD_WRITE = 0x0009_8268;
    public static final int GET_INTEGRITY_INFORMATION = 0x0009_027C;
    public static final int SET_INTEGRITY_INFORMATION = 0x0009_C280;
    public static final int QUERY_SHARED_VIRTUAL_DISK_SUPPORT = 0x0009_0300;
    public static final int SVHDX_SYNC_TUNNEL_REQUEST = 0x0009_0304;
    public static final int SVHDX_ASYNC_TUNNEL_REQUEST = 0x0009_0364;
    public static final int DUPLICATE_EXTENTS_TO_FILE = 0x0009_8344;
    public static final int STORAGE_QOS_CONTROL = 0x0009_0350;
    public static final int DUPLICATE_EXTENTS_TO_FILE_EX = 0x0009_83E8;
    public static final int QUERY_FILE_REGIONS = 0x0009_0284;
    public static final int PIPE_PEEK = 0x0011_400C;
    public static final int PIPE_WAIT = 0x0011_0018;
    public static final int PIPE_TRANSCEIVE = 0x0011_C017;
    public static final int SRV_REQUEST_RESUME_KEY = 0x0014_0078;
    public static final int SRV_ENUMERATE_SNAPSHOTS = 0x0014_4064;
    public static final int SRV_COPYCHUNK = 0x0014_40F2;
    public static final int SRV_COPYCHUNK_WRITE = 0x0014_80F2;
    public static final int SRV_READ_HASH = 0x0014_41BB;
    public static final int LMR_REQUEST_RESILIENCY = 0x0014_01D4;
    public static final int QUERY_NETWORK_INTERFACE_INFO = 0x0014_01FC;
    public static final int VALIDATE_NEGOTIATE_INFO = 0x0014_0204;

    public static final int LMR_SET_LINK_TRACKING_INFORMATION = 0x0014_00EC;

    /**
     * Codes that Windows takes over the network besides those that have a constant above. [MS-SMB2]
     * 3.3.5.15, 380
     */
    private static final Set<Integer> ALSO_ALLOWED =
            Set.of(
                    0x0009_0058, // QUERY_FAT_BPB
                    0x0009_008F, // FIND_FILES_BY_SID
                    0x0009_00EB, // READ_FILE_USN_DATA
                    0x0009_00EF, // WRITE_USN_CLOSE_RECORD
                    0x0009_00FC, // MARK_HANDLE
                    0x0009_0138, // QUERY_SPARING_INFO
                    0x0009_013C, // QUERY_ON_DISK_VOLUME_INFO
                    0x0009_0194, // SET_ZERO_ON_DEALLOCATION
                    0x0009_0380, // SET_INTEGRITY_INFORMATION_EX
                    0x0009_03D3, // GET_RETRIEVAL_POINTERS_AND_REFCOUNT
                    0x0009_042B, // GET_RETRIEVAL_POINTER_COUNT
                    0x0009_0440, // REFS_STREAM_SNAPSHOT_MANAGEMENT
                    0x0009_8134, // SET_DEFECT_MANAGEMENT
                    FILESYSTEM_GET_STATISTICS,
                    GET_NTFS_VOLUME_DATA,
                    GET_RETRIEVAL_POINTERS,
                    OFFLOAD_READ,
                    OFFLOAD_WRITE,
                    SET_INTEGRITY_INFORMATION,
                    QUERY_SHARED_VIRTUAL_DISK_SUPPORT,
                    SVHDX_SYNC_TUNNEL_REQUEST,
                    SVHDX_ASYNC_TUNNEL_REQUEST,
                    STORAGE_QOS_CONTROL,
                    QUERY_FILE_REGIONS,
                    PIPE_PEEK,
                    PIPE_WAIT,
                    PIPE_TRANSCEIVE,
                    SRV_READ_HASH,
                    LMR_SET_LINK_TRACKING_INFORMATION);

    private FsctlCode() {}

    /**
     * What a server answers for a code that it does nothing for: INVALID_DEVICE_REQUEST when
     * Windows would hand it to a file system that does not know it, NOT_SUPPORTED when it would
     * not.
     */
    public static NtStatus refusal(int code) {
        return ALSO_ALLOWED.contains(code)
                ? NtStatus.INVALID_DEVICE_REQUEST
                : NtStatus.NOT_SUPPORTED;
    }
}
