package io.onehop.wire.dtyp;

import java.util.HashSet;
import java.util.Set;

/**
 * Who asks. [MS-DTYP] 2.5.2
 *
 * @param user owner of what it creates
 * @param primaryGroup group of what it creates
 * @param sids all it is, its own and its groups
 */
public record Token(Sid user, Sid primaryGroup, Set<Sid> sids, Set<Privilege> privileges) {
    public Token {
        Set<Sid> all = new HashSet<>(sids);
        all.add(user);
        sids = Set.copyOf(all);
        privileges = Set.copyOf(privileges);
    }

    public boolean is(Sid sid) {
        return sids.contains(sid);
    }

    public boolean holds(Privilege privilege) {
        return privileges.contains(privilege);
    }

    /** The DACL of what it creates where nothing is inherited. */
    Acl defaultDacl() {
        return Acl.of(
                Ace.allow(user, AccessMask.FILE_ALL_ACCESS, 0),
                Ace.allow(Sid.LOCAL_SYSTEM, AccessMask.FILE_ALL_ACCESS, 0));
    }
}
