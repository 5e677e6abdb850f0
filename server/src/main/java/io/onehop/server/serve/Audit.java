package io.onehop.server.serve;

import io.onehop.wire.dtyp.AccessMask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says at debug level what is refused to whom, for administrators who wonder why. Costs nothing
 * while nobody listens. Thread safe.
 */
public final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger("io.onehop.audit");

    private Audit() {}

    /**
     * Somebody does not get the rights that it asked for.
     *
     * @param address the client's
     * @param object a share, or a file in its volume
     * @param asked as it came
     * @param refused the rights that it lacks
     */
    public static void refused(
            Identity who, String address, String object, int asked, int refused) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "{} ({}) at {} asked for {} on {} and was refused {}",
                    who.userName(),
                    who.userSid(),
                    address,
                    AccessMask.describe(asked),
                    object,
                    AccessMask.describe(refused));
        }
    }
}
