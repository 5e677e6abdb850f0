package io.onehop.server.open;

import io.onehop.server.serve.SmbException;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Clients' answers to breaks. [MS-SMB2] 3.3.5.22 */
public final class Acknowledging {
    private Acknowledging() {}

    private static final class Heard {
        @Nullable NtStatus refusal;
        int level;
    }

    /**
     * A client keeps an oplock of a lower level.
     *
     * @return the level that it has now
     * @throws SmbException INVALID_DEVICE_STATE when there is none, INVALID_OPLOCK_PROTOCOL also
     *     when it is not breaking, INVALID_PARAMETER
     */
    public static int oplock(Open open, int level) throws SmbException {
        Heard heard = new Heard();
        open.file().update(after -> hear(open, level, heard, after));
        NtStatus refusal = heard.refusal;
        if (refusal != null) {
            throw new SmbException(refusal);
        }
        return heard.level;
    }

    private static void hear(Open open, int level, Heard heard, After after) {
        Grant grant = open.oplock;
        if (grant == null || !grant.isBreaking()) {
            // Breaks of level II are not acknowledged; who does so hears what Windows says.
            heard.refusal =
                    grant == null
                            ? NtStatus.INVALID_DEVICE_STATE
                            : NtStatus.INVALID_OPLOCK_PROTOCOL;
            return;
        }
        boolean batch = (grant.state() & Caching.H) != 0;
        boolean known =
                switch (level) {
                    case OplockBreak.LEVEL_NONE, OplockBreak.LEVEL_II -> true;
                    case OplockBreak.LEVEL_EXCLUSIVE -> batch;
                    default -> false;
                };
        if (!known) {
            heard.refusal =
                    level == OplockBreak.LEVEL_LEASE
                            ? NtStatus.INVALID_PARAMETER
                            : NtStatus.INVALID_OPLOCK_PROTOCOL;
        }
        // Keeping level II of a break to none, or exclusive of any, is keeping nothing.
        int kept = level == OplockBreak.LEVEL_II ? Caching.R & grant.breakTo() : Caching.NONE;
        open.file().breaks().acknowledge(grant, kept, open.stream(), after);
        heard.level = Caching.toLevel(kept);
    }

    /**
     * A client keeps a lower state of its lease.
     *
     * @return the state that it has now
     * @throws SmbException UNSUCCESSFUL when the lease is not breaking, REQUEST_NOT_ACCEPTED when
     *     the client would keep more than it was told
     */
    public static int lease(Lease lease, int state) throws SmbException {
        SharedStream stream = lease.stream();
        stream.file().read(() -> List.copyOf(lease.opens)).forEach(Open::used);
        Oplocks.Answer[] answer = new Oplocks.Answer[1];
        stream.file()
                .update(
                        after ->
                                answer[0] =
                                        stream.file()
                                                .breaks()
                                                .acknowledge(lease.grant(), state, stream, after));
        return switch (answer[0]) {
            case ACCEPTED -> (state & Caching.R) == 0 ? Caching.NONE : state;
            case NOT_BREAKING -> throw new SmbException(NtStatus.UNSUCCESSFUL);
            case NOT_A_SUBSET -> throw new SmbException(NtStatus.REQUEST_NOT_ACCEPTED);
        };
    }
}
