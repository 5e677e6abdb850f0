package io.onehop.cluster.state;

import java.util.List;

/**
 * A share: a directory of a volume under a name that clients connect to.
 *
 * @param directory backslash-separated path in the volume; empty for its root
 * @param encrypt whether clients must encrypt on it
 * @param accessBased whether listings leave out what the user may not read
 * @param access who may do what at most; empty gives every user of the cluster full access
 */
public record ShareState(
        String name,
        String volume,
        String directory,
        Kind kind,
        boolean encrypt,
        boolean accessBased,
        String comment,
        List<Access> access) {
    /** What clients are told that the share is. */
    public enum Kind {
        /** Reached through every node at once; caching is capped. */
        SCALE_OUT,
        /** An ordinary share: no scale-out capability and none of its caching caps. */
        GENERAL
    }

    /** The rights of a share permission. */
    public enum Right {
        NONE,
        READ,
        CHANGE,
        FULL
    }

    /** A user's (or with "*" everybody's) right. */
    public record Access(String user, Right right) {}

    public ShareState {
        access = List.copyOf(access);
    }

    /**
     * The right of a user: the strongest that is given by name or to everybody, but NONE by name
     * wins.
     */
    public Right rightOf(String user) {
        if (access.isEmpty()) {
            return Right.FULL;
        }
        Right best = Right.NONE;
        for (Access a : access) {
            boolean byName = Names.same(a.user(), user);
            if (byName && a.right() == Right.NONE) {
                return Right.NONE;
            }
            if ((byName || a.user().equals("*")) && a.right().compareTo(best) > 0) {
                best = a.right();
            }
        }
        return best;
    }
}
