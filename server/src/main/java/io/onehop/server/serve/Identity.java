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
    public Identity {
        groupSids = Set.copyOf(groupSids);
    }
}
