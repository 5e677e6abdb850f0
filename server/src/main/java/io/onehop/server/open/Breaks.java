package io.onehop.server.open;

import io.onehop.server.serve.Reply;
import io.onehop.wire.smb2.Lock;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OplockBreak;
import io.onehop.wire.smb2.Response;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Tells clients that their caching is broken, hears their answers, and lets waiting locks and
 * operations go on. The methods that take an After are called with the file's lock held. [MS-SMB2]
 * 3.3.4.6, 3.3.4.7
 */
final class Breaks {
    private final SharedFile file;

    Breaks(SharedFile file) {
        this.file = file;
    }

    /** Prepares the notifications of breaks, and the timer for their answers. */
    void collect(List<Oplocks.Break> breaks, SharedStream stream, After after) {
        collect(breaks, stream, after, after::add);
    }

    /**
     * As {@link #collect} for what nobody waits for: the notifications leave after the answer of
     * the request that caused them, as those of Windows do and as smbtorture's smb2.dirlease
     * expects.
     */
    void collectForLater(List<Oplocks.Break> breaks, SharedStream stream, After after) {
        collect(breaks, stream, after, sending -> after.add(() -> AfterAnswer.run(sending)));
    }

    private void collect(
            List<Oplocks.Break> breaks,
            SharedStream stream,
            After after,
            Consumer<Runnable> sender) {
        for (Oplocks.Break each : breaks) {
            List<Open> holders = holders(each.grant(), stream);
            Response notification = notification(each, holders);
            sender.accept(() -> send(holders, notification, each.grant(), stream));
        }
        OptionalLong deadline = stream.oplocks.nextDeadlineNanos();
        if (!breaks.isEmpty() && deadline.isPresent()) {
            OpenRuntime runtime = file.volume().runtime();
            long delay = Math.max(0, deadline.getAsLong() - runtime.time().nanos());
            after.add(() -> runtime.timer().schedule(() -> expire(stream), delay));
        }
    }

    private static List<Open> holders(Grant grant, SharedStream stream) {
        List<Open> out = new ArrayList<>();
        for (Open open : stream.opens) {
            Lease lease = open.lease;
            if (open.oplock == grant || (lease != null && lease.grant() == grant)) {
                out.add(open);
            }
        }
        return out;
    }

    private static Response notification(Oplocks.Break each, List<Open> holders) {
        if (each.grant().key() instanceof LeaseId id) {
            return new OplockBreak.LeaseNotification(
                    each.epoch(),
                    each.acknowledge() ? OplockBreak.NOTIFY_BREAK_LEASE_FLAG_ACK_REQUIRED : 0,
                    id.leaseKey(),
                    each.from(),
                    each.to());
        }
        if (holders.isEmpty()) {
            throw new IllegalStateException("an oplock without its open");
        }
        return new OplockBreak.Notification(
                Caching.toLevel(each.to()), holders.getFirst().fileId());
    }

    private void send(List<Open> holders, Response notification, Grant grant, SharedStream stream) {
        Runnable sent = AfterAnswer.beforeAnswer();
        for (Open open : holders) {
            if (open.isConnected() && open.session().sink().sendBreak(notification, sent)) {
                return;
            }
        }
        sent.run();
        if (holders.stream().anyMatch(Open::isConnected)) {
            // Its connections are gone and its session is about to end, by which it is closed.
            return;
        }
        // Nobody is left to be told: what it cached is gone with it.
        file.update(
                after -> {
                    stream.oplocks.abandon(grant);
                    stream.publish();
                    purge(stream, after);
                    file.progressed(after);
                });
    }

    /**
     * Closes opens whose clients are gone and cannot come back for them, before anybody goes on who
     * waited. [MS-SMB2] 3.3.4.6, 3.3.4.7
     */
    private void purge(SharedStream stream, After after) {
        for (Open open : stream.opens) {
            boolean resilient = open.durability().kind() == Durability.Kind.RESILIENT;
            if (!open.isConnected() && !resilient && !open.cachesHandle()) {
                after.add(() -> file.volume().closeAll(List.of(open)));
            }
        }
    }

    private void expire(SharedStream stream) {
        file.update(
                after -> {
                    if (stream.oplocks.expire(file.volume().runtime().time().nanos())) {
                        stream.publish();
                        purge(stream, after);
                        file.progressed(after);
                    }
                    OptionalLong next = stream.oplocks.nextDeadlineNanos();
                    if (next.isPresent()) {
                        OpenRuntime runtime = file.volume().runtime();
                        long delay = Math.max(0, next.getAsLong() - runtime.time().nanos());
                        after.add(() -> runtime.timer().schedule(() -> expire(stream), delay));
                    }
                });
    }

    /** Hears a client's answer; with the lock held. */
    Oplocks.Answer acknowledge(Grant grant, int state, SharedStream stream, After after) {
        long now = file.volume().runtime().time().nanos();
        Oplocks.Acknowledged heard = stream.oplocks.acknowledge(grant, state, now);
        collect(heard.breaks(), stream, after);
        stream.publish();
        purge(stream, after);
        // Who waits goes on waiting while a further break is to be acknowledged; and hears after
        // the
        // one who acknowledged, as smbtorture's smb2.compound_async.rename_last expects.
        if (!grant.isBreaking()) {
            After waiters = new After();
            file.progressed(waiters);
            after.add(() -> AfterAnswer.run(waiters::run));
        }
        return heard.answer();
    }

    /** Takes an open's locks away. */
    void closeLocks(Open open, SharedStream stream, After after) {
        stream.locks.close(open);
        Iterator<SharedStream.WaitingLock> i = stream.waitingLocks.iterator();
        while (i.hasNext()) {
            SharedStream.WaitingLock each = i.next();
            if (each.waiter().owner() == open) {
                i.remove();
                after.add(() -> each.pending().complete(Reply.of(NtStatus.RANGE_NOT_LOCKED)));
            }
        }
        grantLocks(stream, after);
    }

    /** Grants waiting locks that can be granted now. */
    void grantLocks(SharedStream stream, After after) {
        List<ByteRangeLocks<Open>.Waiter> granted = stream.locks.grantWaiting();
        Iterator<SharedStream.WaitingLock> i = stream.waitingLocks.iterator();
        while (!granted.isEmpty() && i.hasNext()) {
            SharedStream.WaitingLock each = i.next();
            if (granted.contains(each.waiter())) {
                i.remove();
                after.add(() -> each.pending().complete(Reply.of(new Lock.Response())));
            }
        }
    }

    /** Takes an open's caching away, a lease's with its last open. */
    void closeCaching(Open open, SharedStream stream) {
        Grant oplock = open.oplock;
        if (oplock != null) {
            stream.oplocks.remove(oplock);
            open.oplock = null;
        }
        Lease lease = open.lease;
        if (lease != null && file.volume().leases().detach(open, lease)) {
            stream.oplocks.remove(lease.grant());
        }
    }
}
