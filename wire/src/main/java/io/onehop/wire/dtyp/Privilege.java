package io.onehop.wire.dtyp;

/** The privileges that matter for files. [MS-LSAD] 3.1.1.2.1 */
public enum Privilege {
    /** SeBackupPrivilege: reads everything that is opened with backup intent. */
    BACKUP,
    /** SeRestorePrivilege: writes everything that is opened with backup intent; gives any owner. */
    RESTORE,
    /** SeSecurityPrivilege: reads and writes SACLs. */
    SECURITY,
    /** SeTakeOwnershipPrivilege: may always write the owner. */
    TAKE_OWNERSHIP
}
