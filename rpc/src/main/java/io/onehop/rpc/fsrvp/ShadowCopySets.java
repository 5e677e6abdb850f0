package io.onehop.rpc.fsrvp;

import java.net.InetAddress;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shadow copy sets of one server as a state machine. [MS-FSRVP] 3.1.1.1, 3.1.1.2, 3.1.5. Times
 * are nanoseconds of one clock that never goes back; only their differences count. One thread at a
 * time; {@link FileServerVssAgent} sees to that.
 *
 * <pre>
 * no context -- SetContext ---------------------------> context
 * context -- SetContext of the same address ----------> context (no context after too many)
 * context -- StartShadowCopySet ----------------------> started
 * started -- SetContext of the same address ----------> context, the set is gone (likewise)
 * started -- AbortShadowCopySet ----------------------> no context, the set is gone
 * context, started -- 180 s without one of these -----> no context, the set is gone
 * </pre>
 *
 * <p>No further: a set goes from "Started" to "Added" by the first shadow copy in it, and there can
 * be none. The table of sets therefore has one at most; the message sequence timer never gets the
 * 1800 s that follow a copy which was added, prepared or mapped; the context itself need not be
 * kept. Nothing is persisted either: at a restart of the server the one set, which is empty, ends
 * as if the timer had elapsed.
 */
final class ShadowCopySets {
    /** [MS-FSRVP] 3.1.4.2, 3.1.4.3: how long the server waits for the next message. */
    static final long MESSAGE_SEQUENCE_NANOS = 180_000_000_000L;

    /** How often one address may set a context anew before it uses or loses it; as Windows. */
    static final int MAX_RETRIES = 5;

    private static final int ATTR_NO_AUTO_RECOVERY = 0x0000_0002;
    private static final int ATTR_AUTO_RECOVERY = 0x0040_0000;
    private static final int CTX_BACKUP = 0x00;
    private static final int CTX_APP_ROLLBACK = 0x09;
    private static final int CTX_FILE_SHARE_BACKUP = 0x10;
    private static final int CTX_NAS_ROLLBACK = 0x19;

    /**
     * The result of StartShadowCopySet.
     *
     * @param shadowCopySetId null, of zeros, when the status says why
     */
    record Started(int status, UUID shadowCopySetId) {}

    private final Supplier<UUID> identifiers;

    /** ShadowCopyClientAddress: who set the context, null while ContextSet is FALSE. */
    private @Nullable InetAddress client;

    private @Nullable UUID startedSet;
    private int retries;

    /** When the message sequence timer elapses; runs while there is a context. */
    private long deadlineNanos;

    /**
     * Identifiers must not be guessable, as whoever has one may abort: {@code UUID::randomUUID}.
     */
    ShadowCopySets(Supplier<UUID> identifiers) {
        this.identifiers = identifiers;
    }

    /** [MS-FSRVP] 3.1.4.2. */
    int setContext(int context, InetAddress address, long nowNanos) {
        onTime(nowNanos);
        if (!isContext(context)) {
            return FssStatus.UNSUPPORTED_CONTEXT;
        }
        if (client == null) {
            retries = 0;
        } else if (!client.equals(address)) {
            return FssStatus.SHADOW_COPY_SET_IN_PROGRESS;
        } else {
            becomeWithoutContext();
            retries++;
            if (retries > MAX_RETRIES) {
                return FssStatus.SHADOW_COPY_SET_IN_PROGRESS;
            }
        }
        client = address;
        deadlineNanos = nowNanos + MESSAGE_SEQUENCE_NANOS;
        return FssStatus.SUCCESS;
    }

    /** [MS-FSRVP] 3.1.4.3. */
    Started start(long nowNanos) {
        onTime(nowNanos);
        if (client == null) {
            return new Started(FssStatus.BAD_STATE, FssRequest.NULL_ID);
        }
        if (startedSet != null) {
            return new Started(FssStatus.SHADOW_COPY_SET_IN_PROGRESS, FssRequest.NULL_ID);
        }
        UUID id = identifiers.get();
        startedSet = id;
        deadlineNanos = nowNanos + MESSAGE_SEQUENCE_NANOS;
        return new Started(FssStatus.SUCCESS, id);
    }

    /** [MS-FSRVP] 3.1.4.8. */
    int abort(UUID shadowCopySetId, long nowNanos) {
        if (!has(shadowCopySetId, nowNanos)) {
            return FssStatus.SHADOW_COPY_SET_ID_MISMATCH;
        }
        becomeWithoutContext();
        return FssStatus.SUCCESS;
    }

    /**
     * What a set has to be "Added", "Committed" or "Exposed" for, and never is: preparing,
     * committing, exposing, the end of recovery, and asking for a mapping. [MS-FSRVP] 3.1.4.5 to
     * 3.1.4.7, 3.1.4.11, 3.1.4.13. Such a call does not touch the timer.
     */
    int step(UUID shadowCopySetId, long nowNanos) {
        return has(shadowCopySetId, nowNanos)
                ? FssStatus.BAD_STATE
                : FssStatus.SHADOW_COPY_SET_ID_MISMATCH;
    }

    /** [MS-FSRVP] 3.1.4.12, which has a code of its own for a set that is not known. */
    int deleteMapping(UUID shadowCopySetId, long nowNanos) {
        return has(shadowCopySetId, nowNanos) ? FssStatus.BAD_STATE : FssStatus.OBJECT_NOT_FOUND;
    }

    private boolean has(UUID shadowCopySetId, long nowNanos) {
        onTime(nowNanos);
        return shadowCopySetId.equals(startedSet);
    }

    /**
     * The message sequence timer, [MS-FSRVP] 3.1.5. Nobody is told when it elapses, so it is enough
     * to look at it when somebody calls.
     */
    private void onTime(long nowNanos) {
        if (client != null && nowNanos - deadlineNanos >= 0) {
            becomeWithoutContext();
        }
    }

    private void becomeWithoutContext() {
        client = null;
        startedSet = null;
    }

    /** Either recovery attribute may be added to a context, not both. [MS-FSRVP] 2.2.2.2. */
    private static boolean isContext(int context) {
        int recovery = ATTR_NO_AUTO_RECOVERY | ATTR_AUTO_RECOVERY;
        if ((context & recovery) == recovery) {
            return false;
        }
        return switch (context & ~recovery) {
            case CTX_BACKUP, CTX_APP_ROLLBACK, CTX_FILE_SHARE_BACKUP, CTX_NAS_ROLLBACK -> true;
            default -> false;
        };
    }
}
