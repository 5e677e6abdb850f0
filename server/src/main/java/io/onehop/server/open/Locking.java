package io.onehop.server.open;

import io.onehop.server.serve.Reply;
import io.onehop.server.serve.SmbException;
import io.onehop.wire.smb2.Lock;
import io.onehop.wire.smb2.NtStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Byte-range locks of opens, with requests that wait. [MS-FSA] 2.1.5.8, 2.1.5.9 */
public final class Locking {
    private Locking() {}

    /** What was decided under the lock. */
    private static final class Decision {
        @Nullable NtStatus refusal;
        @Nullable PendingReply pending;
    }

    /**
     * Locks all ranges or none.
     *
     * @param waits whether the one range may be waited for
     * @throws SmbException LOCK_NOT_GRANTED, FILE_CLOSED, INSUFFICIENT_RESOURCES
     */
    public static Reply lock(Open open, List<ByteRangeLocks.Range> ranges, boolean waits)
            throws SmbException {
        if (waits && ranges.size() != 1) {
            throw new IllegalStateException("waiting for several ranges");
        }
        SharedFile file = open.file();
        Decision decision = new Decision();
        file.update(after -> decide(open, ranges, waits, decision));
        NtStatus refusal = decision.refusal;
        if (refusal != null) {
            throw new SmbException(refusal);
        }
        PendingReply pending = decision.pending;
        return pending == null ? Reply.of(new Lock.Response()) : pending.reply();
    }

    private static void decide(
            Open open, List<ByteRangeLocks.Range> ranges, boolean waits, Decision decision) {
        SharedFile file = open.file();
        SharedStream stream = open.stream();
        if (!file.has(open)) {
            decision.refusal = NtStatus.FILE_CLOSED;
            return;
        }
        switch (stream.locks.lock(open, ranges)) {
            case GRANTED -> stream.publish();
            case TOO_MANY -> decision.refusal = NtStatus.INSUFFICIENT_RESOURCES;
            case CONFLICT -> {
                if (!waits) {
                    decision.refusal = NtStatus.LOCK_NOT_GRANTED;
                } else if (stream.waitingLocks.size()
                        >= io.onehop.base.Limits.MAX_LOCKS_PER_STREAM) {
                    decision.refusal = NtStatus.INSUFFICIENT_RESOURCES;
                } else {
                    decision.pending = await(open, ranges.getFirst());
                }
            }
        }
    }

    private static PendingReply await(Open open, ByteRangeLocks.Range range) {
        SharedStream stream = open.stream();
        PendingReply pending = open.file().volume().pending();
        SharedStream.WaitingLock waiting =
                new SharedStream.WaitingLock(stream.locks.await(open, range), pending);
        stream.waitingLocks.add(waiting);
        pending.onEarlyEnd(
                () ->
                        open.file()
                                .update(
                                        after -> {
                                            stream.locks.cancel(waiting.waiter());
                                            stream.waitingLocks.remove(waiting);
                                        }));
        return pending;
    }

    /**
     * Unlocks one range.
     *
     * @throws SmbException RANGE_NOT_LOCKED
     */
    public static void unlock(Open open, long offset, long length) throws SmbException {
        boolean[] found = new boolean[1];
        SharedStream stream = open.stream();
        open.file()
                .update(
                        after -> {
                            found[0] = stream.locks.unlock(open, offset, length);
                            open.file().breaks().grantLocks(stream, after);
                            stream.publish();
                        });
        if (!found[0]) {
            throw new SmbException(NtStatus.RANGE_NOT_LOCKED);
        }
    }

    /**
     * Fails when another open has locked bytes of a range that is to be read.
     *
     * @throws SmbException FILE_LOCK_CONFLICT
     */
    public static void checkRead(Open open, long offset, long length) throws SmbException {
        SharedStream stream = open.stream();
        if (stream.mayBeLocked
                && !open.file().read(() -> stream.locks.mayRead(open, offset, length))) {
            throw new SmbException(NtStatus.FILE_LOCK_CONFLICT);
        }
    }

    /**
     * Fails when bytes of a range that is to be written are locked, but for one's own exclusive
     * locks.
     *
     * @throws SmbException FILE_LOCK_CONFLICT
     */
    public static void checkWrite(Open open, long offset, long length) throws SmbException {
        SharedStream stream = open.stream();
        if (stream.mayBeLocked
                && !open.file().read(() -> stream.locks.mayWrite(open, offset, length))) {
            throw new SmbException(NtStatus.FILE_LOCK_CONFLICT);
        }
    }
}
