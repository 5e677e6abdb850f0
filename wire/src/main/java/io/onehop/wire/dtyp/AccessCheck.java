package io.onehop.wire.dtyp;

import static io.onehop.wire.dtyp.AccessMask.ACCESS_SYSTEM_SECURITY;
import static io.onehop.wire.dtyp.AccessMask.MAXIMUM_ALLOWED;
import static io.onehop.wire.dtyp.AccessMask.READ_CONTROL;
import static io.onehop.wire.dtyp.AccessMask.WRITE_DAC;
import static io.onehop.wire.dtyp.AccessMask.WRITE_OWNER;

/** Decides what a token may do with an object. [MS-DTYP] 2.5.3.2 */
public final class AccessCheck {
    /** The possible ends. */
    public enum Verdict {
        GRANTED,
        ACCESS_DENIED,
        /** ACCESS_SYSTEM_SECURITY was asked for without the privilege. */
        PRIVILEGE_NOT_HELD
    }

    /**
     * @param granted the rights of an open; 0 unless granted
     */
    public record Result(Verdict verdict, int granted) {
        public boolean isGranted() {
            return verdict == Verdict.GRANTED;
        }
    }

    /** What the privilege to back up reads. [MS-FSA] 2.1.5.1, phase 4 */
    private static final int BACKUP_RIGHTS =
            AccessMask.FILE_GENERIC_READ | AccessMask.FILE_GENERIC_EXECUTE;

    /** What the privilege to restore writes. [MS-FSA] 2.1.5.1, phase 4 */
    private static final int RESTORE_RIGHTS =
            AccessMask.FILE_GENERIC_WRITE | AccessMask.DELETE | WRITE_DAC | WRITE_OWNER;

    private AccessCheck() {}

    /**
     * Checks the rights that are asked for, generic ones and MAXIMUM_ALLOWED among them. Without a
     * DACL everything is granted. Bits are decided by the first entry that speaks of them, in both
     * modes, so that an order that is not canonical means the same for both.
     *
     * @param backupIntent whether the open is one for backup, so that these privileges count
     */
    public static Result check(
            SecurityDescriptor descriptor, Token token, int desired, boolean backupIntent) {
        int wanted = AccessMask.mapGeneric(desired);
        boolean maximum = (wanted & MAXIMUM_ALLOWED) != 0;
        wanted &= ~MAXIMUM_ALLOWED;
        if ((wanted & ACCESS_SYSTEM_SECURITY) != 0 && !token.holds(Privilege.SECURITY)) {
            return new Result(Verdict.PRIVILEGE_NOT_HELD, 0);
        }
        int implied =
                (wanted & ACCESS_SYSTEM_SECURITY)
                        | privileged(token, desired, backupIntent)
                        | ofOwner(descriptor, token);
        int allowed = maximum ? allowed(descriptor, token, -1, implied) | implied : 0;
        if (!maximum) {
            int remaining = wanted & ~implied;
            allowed = implied | allowed(descriptor, token, remaining, implied);
        }
        int granted = maximum ? allowed : allowed & wanted;
        boolean all = (wanted & ~allowed) == 0;
        boolean nothing = maximum && granted == 0;
        return all && !nothing
                ? new Result(Verdict.GRANTED, granted)
                : new Result(Verdict.ACCESS_DENIED, 0);
    }

    /** All rights that the token has, never ACCESS_SYSTEM_SECURITY; 0 when there are none. */
    public static int maximalAccess(SecurityDescriptor descriptor, Token token) {
        return check(descriptor, token, MAXIMUM_ALLOWED, false).granted();
    }

    /**
     * The rights that privileges give, whatever a descriptor says. That to take ownership counts
     * only where WRITE_OWNER is asked for by name: it is not part of a maximum.
     *
     * @param backupIntent whether the open is one for backup, so that these privileges count
     */
    public static int privileged(Token token, int desired, boolean backupIntent) {
        boolean taking = (AccessMask.mapGeneric(desired) & WRITE_OWNER) != 0;
        int rights = taking && token.holds(Privilege.TAKE_OWNERSHIP) ? WRITE_OWNER : 0;
        if (backupIntent && token.holds(Privilege.BACKUP)) {
            rights |= BACKUP_RIGHTS;
        }
        if (backupIntent && token.holds(Privilege.RESTORE)) {
            rights |= RESTORE_RIGHTS;
        }
        return rights;
    }

    /** The owner reads and writes the DACL, unless the DACL says itself what owners may. */
    private static int ofOwner(SecurityDescriptor descriptor, Token token) {
        if (!isOwner(descriptor, token)) {
            return 0;
        }
        Acl dacl = descriptor.dacl();
        boolean spoken =
                dacl != null
                        && dacl.aces().stream()
                                .anyMatch(
                                        ace ->
                                                ace.isEffective()
                                                        && ace.sid().equals(Sid.OWNER_RIGHTS));
        return spoken ? 0 : READ_CONTROL | WRITE_DAC;
    }

    private static boolean isOwner(SecurityDescriptor descriptor, Token token) {
        Sid owner = descriptor.owner();
        return owner != null && token.is(owner);
    }

    /**
     * The bits of {@code wanted} that the DACL grants; what is decided already cannot be denied.
     */
    private static int allowed(
            SecurityDescriptor descriptor, Token token, int wanted, int decided) {
        Acl dacl = descriptor.dacl();
        if (dacl == null) {
            return AccessMask.FILE_ALL_ACCESS & wanted;
        }
        boolean owner = isOwner(descriptor, token);
        int granted = 0;
        int denied = 0;
        for (Ace ace : dacl.aces()) {
            boolean mine = token.is(ace.sid()) || (owner && ace.sid().equals(Sid.OWNER_RIGHTS));
            if (!mine || !ace.isEffective()) {
                continue;
            }
            int mask = AccessMask.mapGeneric(ace.mask());
            // Conditions (callback entries) are not evaluated: such an entry grants nothing, and
            // object entries speak of properties that a file does not have.
            if (ace.type() == Ace.ACCESS_ALLOWED) {
                granted |= mask & ~denied;
            } else if (ace.type() == Ace.ACCESS_DENIED) {
                denied |= mask & ~(granted | decided);
            }
        }
        return granted & wanted;
    }
}
