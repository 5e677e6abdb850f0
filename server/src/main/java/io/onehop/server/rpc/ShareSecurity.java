package io.onehop.server.rpc;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.ShareState;
import io.onehop.cluster.state.ShareState.Access;
import io.onehop.cluster.state.ShareState.Right;
import io.onehop.cluster.state.UserState;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.dtyp.Ace;
import io.onehop.wire.dtyp.Acl;
import io.onehop.wire.dtyp.SecurityDescriptor;
import io.onehop.wire.dtyp.Sid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The permissions of a share as a security descriptor, and back. A descriptor can say more than
 * permissions can: what they cannot is refused rather than bent.
 */
final class ShareSecurity {
    private static final String EVERYBODY = "*";
    private static final int READ = 0x12_00A9;
    private static final int CHANGE = 0x13_01BF;

    private ShareSecurity() {}

    /** The self-relative descriptor of a share's permissions. */
    static byte[] descriptor(ClusterState state, ShareState share) {
        List<Ace> denied = new ArrayList<>();
        List<Ace> allowed = new ArrayList<>();
        if (share.access().isEmpty()) {
            allowed.add(Ace.allow(Sid.EVERYONE, AccessMask.FILE_ALL_ACCESS, 0));
        }
        for (Access access : share.access()) {
            Sid sid = sid(state, access.user());
            if (sid == null) {
                continue;
            }
            switch (access.right()) {
                // Everybody without a right is what a list grants that does not name them.
                case NONE -> {
                    if (!sid.equals(Sid.EVERYONE)) {
                        denied.add(Ace.deny(sid, AccessMask.FILE_ALL_ACCESS, 0));
                    }
                }
                case READ -> allowed.add(Ace.allow(sid, READ, 0));
                case CHANGE -> allowed.add(Ace.allow(sid, CHANGE, 0));
                case FULL -> allowed.add(Ace.allow(sid, AccessMask.FILE_ALL_ACCESS, 0));
            }
        }
        denied.addAll(allowed);
        WireWriter out = new WireWriter();
        SecurityDescriptor.of(Sid.ADMINISTRATORS, Sid.ADMINISTRATORS, new Acl(denied)).encode(out);
        return out.toBytes();
    }

    private static @Nullable Sid sid(ClusterState state, String user) {
        return user.equals(EVERYBODY)
                ? Sid.EVERYONE
                : state.user(user)
                        .map(u -> Sid.parse(state.domainSid()).child(u.relativeId()))
                        .orElse(null);
    }

    /**
     * The permissions that a descriptor stands for; those that are, without a descriptor; empty
     * when permissions cannot say the same.
     */
    static Optional<List<Access>> access(
            ClusterState state, List<Access> present, byte @Nullable [] descriptor) {
        if (descriptor == null) {
            return Optional.of(present);
        }
        SecurityDescriptor decoded;
        try {
            decoded = SecurityDescriptor.decode(new WireReader(descriptor));
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
        Acl dacl = decoded.dacl();
        if (dacl == null) {
            // No list: everybody may do everything, as without permissions.
            return Optional.of(List.of());
        }
        List<Access> access = new ArrayList<>();
        for (Ace ace : dacl.mapGeneric().aces()) {
            String user = user(state, ace.sid());
            Right right = right(ace);
            boolean denied = ace.type() == Ace.ACCESS_DENIED;
            if (user == null || right == null || (denied && user.equals(EVERYBODY))) {
                return Optional.empty();
            }
            access.add(new Access(user, right));
        }
        if (access.isEmpty()) {
            access.add(new Access(EVERYBODY, Right.NONE));
        }
        return Optional.of(access);
    }

    private static @Nullable Right right(Ace ace) {
        if (ace.type() == Ace.ACCESS_DENIED) {
            return ace.mask() == AccessMask.FILE_ALL_ACCESS ? Right.NONE : null;
        }
        if (ace.type() != Ace.ACCESS_ALLOWED) {
            return null;
        }
        return switch (ace.mask()) {
            case READ -> Right.READ;
            case CHANGE -> Right.CHANGE;
            case AccessMask.FILE_ALL_ACCESS -> Right.FULL;
            default -> null;
        };
    }

    private static @Nullable String user(ClusterState state, Sid sid) {
        // Whoever can connect at all has authenticated as a user of the cluster.
        if (sid.equals(Sid.EVERYONE)
                || sid.equals(Sid.AUTHENTICATED_USERS)
                || sid.equals(Sid.USERS)) {
            return EVERYBODY;
        }
        Sid domain = Sid.parse(state.domainSid());
        return state.users().values().stream()
                .filter(u -> domain.child(u.relativeId()).equals(sid))
                .findFirst()
                .map(UserState::name)
                .orElse(null);
    }
}
