package io.onehop.server.serve;

import java.util.Set;

/**
 * Who a session acts for. SIDs in text form, S-1-...
 *
 * @param groupSids includes Everyone, Authenticated Users, Network, the cluster's users group, and
 *     Administrators for administrators
 * @param administrator holds the privileges for backup, restore, security and taking ownership
 */
public record Identity(
        String userName,
        String domain,
        String userSid,
        Set<String> groupSids,
        boolean administrator) {
    private static final String ANONYMOUS_SID = "S-1-5-7";
    private static final String NETWORK_SID = "S-1-5-2";

    /**
     * A client that did not say who it is. Everyone does not include it, as in Windows. [MS-DTYP]
     * 2.4.2.4
     */
    public static final Identity ANONYMOUS =
            new Identity(
                    "ANONYMOUS LOGON", "NT AUTHORITY", ANONYMOUS_SID, Set.of(NETWORK_SID), false);

    public Identity {
        groupSids = Set.copyOf(groupSids);
    }

    public boolean isAnonymous() {
        return userSid.equals(ANONYMOUS_SID);
    }
}
