package io.onehop.wire.smb2;

import java.util.HashMap;
import java.util.Map;

/**
 * A 32-bit status: what a server answers to its peer. [MS-ERREF] 2.3; those of shared virtual disks
 * are in [MS-RSVD] 2.2.3. Constants are named without the prefix STATUS_.
 */
public record NtStatus(int code) {
    /** Filled by the constants below, then never changed. */
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final NtStatus SUCCESS = named(0x0000_0000, "SUCCESS");
    public static final NtStatus PENDING = named(0x0000_0103, "PENDING");
    public static final NtStatus REPARSE = named(0x0000_0104, "REPARSE");
    public static final NtStatus SOME_NOT_MAPPED = named(0x0000_0107, "SOME_NOT_MAPPED");
    public static final NtStatus OPLOCK_BREAK_IN_PROGRESS =
            named(0x0000_0108, "OPLOCK_BREAK_IN_PROGRESS");
    public static final NtStatus NOTIFY_CLEANUP = named(0x0000_010B, "NOTIFY_CLEANUP");
    public static final NtStatus NOTIFY_ENUM_DIR = named(0x0000_010C, "NOTIFY_ENUM_DIR");
    public static final NtStatus OBJECT_NAME_EXISTS = named(0x4000_0000, "OBJECT_NAME_EXISTS");
    public static final NtStatus BUFFER_OVERFLOW = named(0x8000_0005, "BUFFER_OVERFLOW");
    public static final NtStatus NO_MORE_FILES = named(0x8000_0006, "NO_MORE_FILES");
    public static final NtStatus DEVICE_BUSY = named(0x8000_0011, "DEVICE_BUSY");
    public static final NtStatus INVALID_EA_NAME = named(0x8000_0013, "INVALID_EA_NAME");
    public static final NtStatus EA_LIST_INCONSISTENT = named(0x8000_0014, "EA_LIST_INCONSISTENT");
    public static final NtStatus INVALID_EA_FLAG = named(0x8000_0015, "INVALID_EA_FLAG");
    public static final NtStatus VERIFY_REQUIRED = named(0x8000_0016, "VERIFY_REQUIRED");
    public static final NtStatus NO_MORE_ENTRIES = named(0x8000_001A, "NO_MORE_ENTRIES");
    public static final NtStatus NO_MORE_EAS = named(0x8000_0012, "NO_MORE_EAS");
    public static final NtStatus STOPPED_ON_SYMLINK = named(0x8000_002D, "STOPPED_ON_SYMLINK");
    public static final NtStatus UNSUCCESSFUL = named(0xC000_0001, "UNSUCCESSFUL");
    public static final NtStatus NOT_IMPLEMENTED = named(0xC000_0002, "NOT_IMPLEMENTED");
    public static final NtStatus INVALID_INFO_CLASS = named(0xC000_0003, "INVALID_INFO_CLASS");
    public static final NtStatus INFO_LENGTH_MISMATCH = named(0xC000_0004, "INFO_LENGTH_MISMATCH");
    public static final NtStatus ACCESS_VIOLATION = named(0xC000_0005, "ACCESS_VIOLATION");
    public static final NtStatus INVALID_HANDLE = named(0xC000_0008, "INVALID_HANDLE");
    public static final NtStatus INVALID_PARAMETER = named(0xC000_000D, "INVALID_PARAMETER");
    public static final NtStatus NO_SUCH_DEVICE = named(0xC000_000E, "NO_SUCH_DEVICE");
    public static final NtStatus NO_SUCH_FILE = named(0xC000_000F, "NO_SUCH_FILE");
    public static final NtStatus INVALID_DEVICE_REQUEST =
            named(0xC000_0010, "INVALID_DEVICE_REQUEST");
    public static final NtStatus END_OF_FILE = named(0xC000_0011, "END_OF_FILE");
    public static final NtStatus WRONG_VOLUME = named(0xC000_0012, "WRONG_VOLUME");
    public static final NtStatus NO_MEDIA_IN_DEVICE = named(0xC000_0013, "NO_MEDIA_IN_DEVICE");
    public static final NtStatus MORE_PROCESSING_REQUIRED =
            named(0xC000_0016, "MORE_PROCESSING_REQUIRED");
    public static final NtStatus INVALID_VIEW_SIZE = named(0xC000_001F, "INVALID_VIEW_SIZE");
    public static final NtStatus NO_MEMORY = named(0xC000_0017, "NO_MEMORY");
    public static final NtStatus ACCESS_DENIED = named(0xC000_0022, "ACCESS_DENIED");
    public static final NtStatus BUFFER_TOO_SMALL = named(0xC000_0023, "BUFFER_TOO_SMALL");
    public static final NtStatus OBJECT_TYPE_MISMATCH = named(0xC000_0024, "OBJECT_TYPE_MISMATCH");
    public static final NtStatus DISK_CORRUPT_ERROR = named(0xC000_0032, "DISK_CORRUPT_ERROR");
    public static final NtStatus OBJECT_NAME_INVALID = named(0xC000_0033, "OBJECT_NAME_INVALID");
    public static final NtStatus OBJECT_NAME_NOT_FOUND =
            named(0xC000_0034, "OBJECT_NAME_NOT_FOUND");
    public static final NtStatus OBJECT_NAME_COLLISION =
            named(0xC000_0035, "OBJECT_NAME_COLLISION");
    public static final NtStatus OBJECT_PATH_INVALID = named(0xC000_0039, "OBJECT_PATH_INVALID");
    public static final NtStatus OBJECT_PATH_NOT_FOUND =
            named(0xC000_003A, "OBJECT_PATH_NOT_FOUND");
    public static final NtStatus OBJECT_PATH_SYNTAX_BAD =
            named(0xC000_003B, "OBJECT_PATH_SYNTAX_BAD");
    public static final NtStatus DATA_ERROR = named(0xC000_003E, "DATA_ERROR");
    public static final NtStatus CRC_ERROR = named(0xC000_003F, "CRC_ERROR");
    public static final NtStatus SHARING_VIOLATION = named(0xC000_0043, "SHARING_VIOLATION");
    public static final NtStatus QUOTA_EXCEEDED = named(0xC000_0044, "QUOTA_EXCEEDED");
    public static final NtStatus EAS_NOT_SUPPORTED = named(0xC000_004F, "EAS_NOT_SUPPORTED");
    public static final NtStatus EA_TOO_LARGE = named(0xC000_0050, "EA_TOO_LARGE");
    public static final NtStatus NONEXISTENT_EA_ENTRY = named(0xC000_0051, "NONEXISTENT_EA_ENTRY");
    public static final NtStatus NO_EAS_ON_FILE = named(0xC000_0052, "NO_EAS_ON_FILE");
    public static final NtStatus EA_CORRUPT_ERROR = named(0xC000_0053, "EA_CORRUPT_ERROR");
    public static final NtStatus FILE_LOCK_CONFLICT = named(0xC000_0054, "FILE_LOCK_CONFLICT");
    public static final NtStatus LOCK_NOT_GRANTED = named(0xC000_0055, "LOCK_NOT_GRANTED");
    public static final NtStatus DELETE_PENDING = named(0xC000_0056, "DELETE_PENDING");
    public static final NtStatus CTL_FILE_NOT_SUPPORTED =
            named(0xC000_0057, "CTL_FILE_NOT_SUPPORTED");
    public static final NtStatus UNKNOWN_REVISION = named(0xC000_0058, "UNKNOWN_REVISION");
    public static final NtStatus REVISION_MISMATCH = named(0xC000_0059, "REVISION_MISMATCH");
    public static final NtStatus INVALID_OWNER = named(0xC000_005A, "INVALID_OWNER");
    public static final NtStatus INVALID_PRIMARY_GROUP =
            named(0xC000_005B, "INVALID_PRIMARY_GROUP");
    public static final NtStatus NO_IMPERSONATION_TOKEN =
            named(0xC000_005C, "NO_IMPERSONATION_TOKEN");
    public static final NtStatus NO_LOGON_SERVERS = named(0xC000_005E, "NO_LOGON_SERVERS");
    public static final NtStatus NO_SUCH_LOGON_SESSION =
            named(0xC000_005F, "NO_SUCH_LOGON_SESSION");
    public static final NtStatus NO_SUCH_PRIVILEGE = named(0xC000_0060, "NO_SUCH_PRIVILEGE");
    public static final NtStatus PRIVILEGE_NOT_HELD = named(0xC000_0061, "PRIVILEGE_NOT_HELD");
    public static final NtStatus USER_EXISTS = named(0xC000_0063, "USER_EXISTS");
    public static final NtStatus NO_SUCH_USER = named(0xC000_0064, "NO_SUCH_USER");
    public static final NtStatus WRONG_PASSWORD = named(0xC000_006A, "WRONG_PASSWORD");
    public static final NtStatus PASSWORD_RESTRICTION = named(0xC000_006C, "PASSWORD_RESTRICTION");
    public static final NtStatus LOGON_FAILURE = named(0xC000_006D, "LOGON_FAILURE");
    public static final NtStatus ACCOUNT_RESTRICTION = named(0xC000_006E, "ACCOUNT_RESTRICTION");
    public static final NtStatus INVALID_LOGON_HOURS = named(0xC000_006F, "INVALID_LOGON_HOURS");
    public static final NtStatus INVALID_WORKSTATION = named(0xC000_0070, "INVALID_WORKSTATION");
    public static final NtStatus PASSWORD_EXPIRED = named(0xC000_0071, "PASSWORD_EXPIRED");
    public static final NtStatus ACCOUNT_DISABLED = named(0xC000_0072, "ACCOUNT_DISABLED");
    public static final NtStatus NONE_MAPPED = named(0xC000_0073, "NONE_MAPPED");
    public static final NtStatus INVALID_ACL = named(0xC000_0077, "INVALID_ACL");
    public static final NtStatus INVALID_SID = named(0xC000_0078, "INVALID_SID");
    public static final NtStatus INVALID_SECURITY_DESCR =
            named(0xC000_0079, "INVALID_SECURITY_DESCR");
    public static final NtStatus NO_TOKEN = named(0xC000_007C, "NO_TOKEN");
    public static final NtStatus RANGE_NOT_LOCKED = named(0xC000_007E, "RANGE_NOT_LOCKED");
    public static final NtStatus DISK_FULL = named(0xC000_007F, "DISK_FULL");
    public static final NtStatus SERVER_DISABLED = named(0xC000_0080, "SERVER_DISABLED");
    public static final NtStatus INTEGER_OVERFLOW = named(0xC000_0095, "INTEGER_OVERFLOW");
    public static final NtStatus FILE_INVALID = named(0xC000_0098, "FILE_INVALID");
    public static final NtStatus INSUFFICIENT_RESOURCES =
            named(0xC000_009A, "INSUFFICIENT_RESOURCES");
    public static final NtStatus MEDIA_WRITE_PROTECTED =
            named(0xC000_00A2, "MEDIA_WRITE_PROTECTED");
    public static final NtStatus DEVICE_NOT_READY = named(0xC000_00A3, "DEVICE_NOT_READY");
    public static final NtStatus BAD_IMPERSONATION_LEVEL =
            named(0xC000_00A5, "BAD_IMPERSONATION_LEVEL");
    public static final NtStatus INSTANCE_NOT_AVAILABLE =
            named(0xC000_00AB, "INSTANCE_NOT_AVAILABLE");
    public static final NtStatus PIPE_NOT_AVAILABLE = named(0xC000_00AC, "PIPE_NOT_AVAILABLE");
    public static final NtStatus INVALID_PIPE_STATE = named(0xC000_00AD, "INVALID_PIPE_STATE");
    public static final NtStatus PIPE_BUSY = named(0xC000_00AE, "PIPE_BUSY");
    public static final NtStatus PIPE_DISCONNECTED = named(0xC000_00B0, "PIPE_DISCONNECTED");
    public static final NtStatus PIPE_CLOSING = named(0xC000_00B1, "PIPE_CLOSING");
    public static final NtStatus PIPE_CONNECTED = named(0xC000_00B2, "PIPE_CONNECTED");
    public static final NtStatus PIPE_LISTENING = named(0xC000_00B3, "PIPE_LISTENING");
    public static final NtStatus INVALID_READ_MODE = named(0xC000_00B4, "INVALID_READ_MODE");
    public static final NtStatus IO_TIMEOUT = named(0xC000_00B5, "IO_TIMEOUT");
    public static final NtStatus FILE_FORCED_CLOSED = named(0xC000_00B6, "FILE_FORCED_CLOSED");
    public static final NtStatus FILE_IS_A_DIRECTORY = named(0xC000_00BA, "FILE_IS_A_DIRECTORY");
    public static final NtStatus NOT_SUPPORTED = named(0xC000_00BB, "NOT_SUPPORTED");
    public static final NtStatus DUPLICATE_NAME = named(0xC000_00BD, "DUPLICATE_NAME");
    public static final NtStatus BAD_NETWORK_PATH = named(0xC000_00BE, "BAD_NETWORK_PATH");
    public static final NtStatus NETWORK_BUSY = named(0xC000_00BF, "NETWORK_BUSY");
    public static final NtStatus DEVICE_DOES_NOT_EXIST =
            named(0xC000_00C0, "DEVICE_DOES_NOT_EXIST");
    public static final NtStatus INVALID_NETWORK_RESPONSE =
            named(0xC000_00C3, "INVALID_NETWORK_RESPONSE");
    public static final NtStatus UNEXPECTED_NETWORK_ERROR =
            named(0xC000_00C4, "UNEXPECTED_NETWORK_ERROR");
    public static final NtStatus NETWORK_NAME_DELETED = named(0xC000_00C9, "NETWORK_NAME_DELETED");
    public static final NtStatus NETWORK_ACCESS_DENIED =
            named(0xC000_00CA, "NETWORK_ACCESS_DENIED");
    public static final NtStatus BAD_DEVICE_TYPE = named(0xC000_00CB, "BAD_DEVICE_TYPE");
    public static final NtStatus BAD_NETWORK_NAME = named(0xC000_00CC, "BAD_NETWORK_NAME");
    public static final NtStatus TOO_MANY_SESSIONS = named(0xC000_00CE, "TOO_MANY_SESSIONS");
    public static final NtStatus REQUEST_NOT_ACCEPTED = named(0xC000_00D0, "REQUEST_NOT_ACCEPTED");
    public static final NtStatus NET_WRITE_FAULT = named(0xC000_00D2, "NET_WRITE_FAULT");
    public static final NtStatus NOT_SAME_DEVICE = named(0xC000_00D4, "NOT_SAME_DEVICE");
    public static final NtStatus FILE_RENAMED = named(0xC000_00D5, "FILE_RENAMED");
    public static final NtStatus CANT_WAIT = named(0xC000_00D8, "CANT_WAIT");
    public static final NtStatus INVALID_SERVER_STATE = named(0xC000_00DC, "INVALID_SERVER_STATE");
    public static final NtStatus NO_SUCH_DOMAIN = named(0xC000_00DF, "NO_SUCH_DOMAIN");
    public static final NtStatus OPLOCK_NOT_GRANTED = named(0xC000_00E2, "OPLOCK_NOT_GRANTED");
    public static final NtStatus INVALID_OPLOCK_PROTOCOL =
            named(0xC000_00E3, "INVALID_OPLOCK_PROTOCOL");
    public static final NtStatus INTERNAL_ERROR = named(0xC000_00E5, "INTERNAL_ERROR");
    public static final NtStatus INVALID_USER_BUFFER = named(0xC000_00E8, "INVALID_USER_BUFFER");
    public static final NtStatus UNEXPECTED_IO_ERROR = named(0xC000_00E9, "UNEXPECTED_IO_ERROR");
    public static final NtStatus DIRECTORY_NOT_EMPTY = named(0xC000_0101, "DIRECTORY_NOT_EMPTY");
    public static final NtStatus FILE_CORRUPT_ERROR = named(0xC000_0102, "FILE_CORRUPT_ERROR");
    public static final NtStatus NOT_A_DIRECTORY = named(0xC000_0103, "NOT_A_DIRECTORY");
    public static final NtStatus BAD_LOGON_SESSION_STATE =
            named(0xC000_0104, "BAD_LOGON_SESSION_STATE");
    public static final NtStatus LOGON_SESSION_COLLISION =
            named(0xC000_0105, "LOGON_SESSION_COLLISION");
    public static final NtStatus NAME_TOO_LONG = named(0xC000_0106, "NAME_TOO_LONG");
    public static final NtStatus FILES_OPEN = named(0xC000_0107, "FILES_OPEN");
    public static final NtStatus CONNECTION_IN_USE = named(0xC000_0108, "CONNECTION_IN_USE");
    public static final NtStatus TOO_MANY_OPENED_FILES =
            named(0xC000_011F, "TOO_MANY_OPENED_FILES");
    public static final NtStatus CANCELLED = named(0xC000_0120, "CANCELLED");
    public static final NtStatus CANNOT_DELETE = named(0xC000_0121, "CANNOT_DELETE");
    public static final NtStatus FILE_DELETED = named(0xC000_0123, "FILE_DELETED");
    public static final NtStatus FILE_CLOSED = named(0xC000_0128, "FILE_CLOSED");
    public static final NtStatus TIME_DIFFERENCE_AT_DC =
            named(0xC000_0133, "TIME_DIFFERENCE_AT_DC");
    public static final NtStatus SYNCHRONIZATION_REQUIRED =
            named(0xC000_0134, "SYNCHRONIZATION_REQUIRED");
    public static final NtStatus INVALID_CONNECTION = named(0xC000_0140, "INVALID_CONNECTION");
    public static final NtStatus INVALID_ADDRESS = named(0xC000_0141, "INVALID_ADDRESS");
    public static final NtStatus PIPE_BROKEN = named(0xC000_014B, "PIPE_BROKEN");
    public static final NtStatus LOGON_TYPE_NOT_GRANTED =
            named(0xC000_015B, "LOGON_TYPE_NOT_GRANTED");
    public static final NtStatus INVALID_DEVICE_STATE = named(0xC000_0184, "INVALID_DEVICE_STATE");
    public static final NtStatus IO_DEVICE_ERROR = named(0xC000_0185, "IO_DEVICE_ERROR");
    public static final NtStatus TRUSTED_RELATIONSHIP_FAILURE =
            named(0xC000_018D, "TRUSTED_RELATIONSHIP_FAILURE");
    public static final NtStatus ACCOUNT_EXPIRED = named(0xC000_0193, "ACCOUNT_EXPIRED");
    public static final NtStatus FS_DRIVER_REQUIRED = named(0xC000_019C, "FS_DRIVER_REQUIRED");
    public static final NtStatus INVALID_LOCK_RANGE = named(0xC000_01A1, "INVALID_LOCK_RANGE");
    public static final NtStatus USER_SESSION_DELETED = named(0xC000_0203, "USER_SESSION_DELETED");
    public static final NtStatus INSUFF_SERVER_RESOURCES =
            named(0xC000_0205, "INSUFF_SERVER_RESOURCES");
    public static final NtStatus INVALID_BUFFER_SIZE = named(0xC000_0206, "INVALID_BUFFER_SIZE");
    public static final NtStatus CONNECTION_DISCONNECTED =
            named(0xC000_020C, "CONNECTION_DISCONNECTED");
    public static final NtStatus CONNECTION_RESET = named(0xC000_020D, "CONNECTION_RESET");
    public static final NtStatus TRANSACTION_ABORTED = named(0xC000_020F, "TRANSACTION_ABORTED");
    public static final NtStatus PASSWORD_MUST_CHANGE = named(0xC000_0224, "PASSWORD_MUST_CHANGE");
    public static final NtStatus NOT_FOUND = named(0xC000_0225, "NOT_FOUND");
    public static final NtStatus DUPLICATE_OBJECTID = named(0xC000_022A, "DUPLICATE_OBJECTID");
    public static final NtStatus RETRY = named(0xC000_022D, "RETRY");
    public static final NtStatus INVALID_VARIANT = named(0xC000_0232, "INVALID_VARIANT");
    public static final NtStatus DOMAIN_CONTROLLER_NOT_FOUND =
            named(0xC000_0233, "DOMAIN_CONTROLLER_NOT_FOUND");
    public static final NtStatus ACCOUNT_LOCKED_OUT = named(0xC000_0234, "ACCOUNT_LOCKED_OUT");
    public static final NtStatus CONNECTION_REFUSED = named(0xC000_0236, "CONNECTION_REFUSED");
    public static final NtStatus GRACEFUL_DISCONNECT = named(0xC000_0237, "GRACEFUL_DISCONNECT");
    public static final NtStatus NETWORK_UNREACHABLE = named(0xC000_023C, "NETWORK_UNREACHABLE");
    public static final NtStatus HOST_UNREACHABLE = named(0xC000_023D, "HOST_UNREACHABLE");
    public static final NtStatus REQUEST_ABORTED = named(0xC000_0240, "REQUEST_ABORTED");
    public static final NtStatus CONNECTION_ABORTED = named(0xC000_0241, "CONNECTION_ABORTED");
    public static final NtStatus PATH_NOT_COVERED = named(0xC000_0257, "PATH_NOT_COVERED");
    public static final NtStatus TOO_MANY_LINKS = named(0xC000_0265, "TOO_MANY_LINKS");
    public static final NtStatus DFS_UNAVAILABLE = named(0xC000_026D, "DFS_UNAVAILABLE");
    public static final NtStatus VOLUME_DISMOUNTED = named(0xC000_026E, "VOLUME_DISMOUNTED");
    public static final NtStatus NOT_A_REPARSE_POINT = named(0xC000_0275, "NOT_A_REPARSE_POINT");
    public static final NtStatus IO_REPARSE_TAG_INVALID =
            named(0xC000_0276, "IO_REPARSE_TAG_INVALID");
    public static final NtStatus IO_REPARSE_TAG_MISMATCH =
            named(0xC000_0277, "IO_REPARSE_TAG_MISMATCH");
    public static final NtStatus IO_REPARSE_DATA_INVALID =
            named(0xC000_0278, "IO_REPARSE_DATA_INVALID");
    public static final NtStatus IO_REPARSE_TAG_NOT_HANDLED =
            named(0xC000_0279, "IO_REPARSE_TAG_NOT_HANDLED");
    public static final NtStatus REPARSE_POINT_NOT_RESOLVED =
            named(0xC000_0280, "REPARSE_POINT_NOT_RESOLVED");
    public static final NtStatus OBJECTID_NOT_FOUND = named(0xC000_02F0, "OBJECTID_NOT_FOUND");
    public static final NtStatus NETWORK_SESSION_EXPIRED =
            named(0xC000_035C, "NETWORK_SESSION_EXPIRED");
    public static final NtStatus DOWNGRADE_DETECTED = named(0xC000_0388, "DOWNGRADE_DETECTED");
    public static final NtStatus NOT_CAPABLE = named(0xC000_0429, "NOT_CAPABLE");
    public static final NtStatus BEYOND_VDL = named(0xC000_0432, "BEYOND_VDL");
    public static final NtStatus INVALID_TOKEN = named(0xC000_0465, "INVALID_TOKEN");
    public static final NtStatus SERVER_UNAVAILABLE = named(0xC000_0466, "SERVER_UNAVAILABLE");
    public static final NtStatus FILE_NOT_AVAILABLE = named(0xC000_0467, "FILE_NOT_AVAILABLE");
    public static final NtStatus SHARE_UNAVAILABLE = named(0xC000_0480, "SHARE_UNAVAILABLE");
    public static final NtStatus CALLBACK_BYPASS = named(0xC000_0503, "CALLBACK_BYPASS");
    public static final NtStatus VIRUS_INFECTED = named(0xC000_0906, "VIRUS_INFECTED");
    public static final NtStatus CANNOT_BREAK_OPLOCK = named(0xC000_0909, "CANNOT_BREAK_OPLOCK");
    public static final NtStatus INVALID_SIGNATURE = named(0xC000_A000, "INVALID_SIGNATURE");
    public static final NtStatus AUTH_TAG_MISMATCH = named(0xC000_A002, "AUTH_TAG_MISMATCH");
    public static final NtStatus HASH_NOT_SUPPORTED = named(0xC000_A100, "HASH_NOT_SUPPORTED");
    public static final NtStatus HASH_NOT_PRESENT = named(0xC000_A101, "HASH_NOT_PRESENT");
    public static final NtStatus OFFLOAD_READ_FLT_NOT_SUPPORTED =
            named(0xC000_A2A1, "OFFLOAD_READ_FLT_NOT_SUPPORTED");
    public static final NtStatus OFFLOAD_WRITE_FLT_NOT_SUPPORTED =
            named(0xC000_A2A2, "OFFLOAD_WRITE_FLT_NOT_SUPPORTED");
    public static final NtStatus OFFLOAD_READ_FILE_NOT_SUPPORTED =
            named(0xC000_A2A3, "OFFLOAD_READ_FILE_NOT_SUPPORTED");
    public static final NtStatus OFFLOAD_WRITE_FILE_NOT_SUPPORTED =
            named(0xC000_A2A4, "OFFLOAD_WRITE_FILE_NOT_SUPPORTED");
    public static final NtStatus CLUSTER_NODE_NOT_FOUND =
            named(0xC013_0004, "CLUSTER_NODE_NOT_FOUND");
    public static final NtStatus CLUSTER_NODE_DOWN = named(0xC013_000C, "CLUSTER_NODE_DOWN");
    public static final NtStatus SVHDX_ERROR_STORED = named(0xC05C_0000, "SVHDX_ERROR_STORED");
    public static final NtStatus SVHDX_ERROR_NOT_AVAILABLE =
            named(0xC05C_FF00, "SVHDX_ERROR_NOT_AVAILABLE");
    public static final NtStatus SVHDX_UNIT_ATTENTION_AVAILABLE =
            named(0xC05C_FF01, "SVHDX_UNIT_ATTENTION_AVAILABLE");
    public static final NtStatus SVHDX_UNIT_ATTENTION_CAPACITY_DATA_CHANGED =
            named(0xC05C_FF02, "SVHDX_UNIT_ATTENTION_CAPACITY_DATA_CHANGED");
    public static final NtStatus SVHDX_UNIT_ATTENTION_RESERVATIONS_PREEMPTED =
            named(0xC05C_FF03, "SVHDX_UNIT_ATTENTION_RESERVATIONS_PREEMPTED");
    public static final NtStatus SVHDX_UNIT_ATTENTION_RESERVATIONS_RELEASED =
            named(0xC05C_FF04, "SVHDX_UNIT_ATTENTION_RESERVATIONS_RELEASED");
    public static final NtStatus SVHDX_UNIT_ATTENTION_REGISTRATIONS_PREEMPTED =
            named(0xC05C_FF05, "SVHDX_UNIT_ATTENTION_REGISTRATIONS_PREEMPTED");
    public static final NtStatus SVHDX_UNIT_ATTENTION_OPERATING_DEFINITION_CHANGED =
            named(0xC05C_FF06, "SVHDX_UNIT_ATTENTION_OPERATING_DEFINITION_CHANGED");
    public static final NtStatus SVHDX_RESERVATION_CONFLICT =
            named(0xC05C_FF07, "SVHDX_RESERVATION_CONFLICT");
    public static final NtStatus SVHDX_WRONG_FILE_TYPE =
            named(0xC05C_FF08, "SVHDX_WRONG_FILE_TYPE");
    public static final NtStatus SVHDX_VERSION_MISMATCH =
            named(0xC05C_FF09, "SVHDX_VERSION_MISMATCH");
    public static final NtStatus VHD_SHARED = named(0xC05C_FF0A, "VHD_SHARED");
    public static final NtStatus SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP =
            named(0xC05D_0000, "SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP");
    public static final NtStatus SMB_BAD_CLUSTER_DIALECT =
            named(0xC05D_0001, "SMB_BAD_CLUSTER_DIALECT");

    /** Severity 0, which includes PENDING and the two of CHANGE_NOTIFY. */
    public boolean isSuccess() {
        return code >>> 30 == 0;
    }

    public boolean isWarning() {
        return code >>> 30 == 2;
    }

    public boolean isError() {
        return code >>> 30 == 3;
    }

    /** Its name, such as STATUS_ACCESS_DENIED, or its number if it has none here. */
    @Override
    public String toString() {
        String name = NAMES.get(code);
        return name == null ? String.format("0x%08X", code) : "STATUS_" + name;
    }

    private static NtStatus named(int code, String name) {
        String other = NAMES.put(code, name);
        if (other != null) {
            throw new IllegalStateException(other + " and " + name + " have the same code");
        }
        return new NtStatus(code);
    }
}
