package io.onehop.server.handler;

import io.onehop.server.open.ByteRangeLocks;
import io.onehop.server.open.Durability;
import io.onehop.server.open.Locking;
import io.onehop.server.open.Open;
import io.onehop.server.open.Oplocks;
import io.onehop.server.open.Use;
import io.onehop.server.serve.ClientInfo;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestContext;
import io.onehop.server.serve.SmbException;
import io.onehop.volume.VolumeException;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.Lock;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NtStatus;
import java.util.ArrayList;
import java.util.List;

/** [MS-SMB2] 3.3.5.14 */
public final class LockHandler implements Handler<Lock.Request> {
    @Override
    public Reply handle(Lock.Request request, RequestContext context)
            throws SmbException, VolumeException {
        Open open = context.open(request.fileId());
        List<Lock.Element> elements = request.locks();
        if (elements.isEmpty() || open.mode().directory()) {
            throw new SmbException(NtStatus.INVALID_PARAMETER);
        }
        if (!verifiesSequence(context.session().client(), open)) {
            return carryOut(elements, open, context);
        }
        int index = request.lockSequenceIndex();
        int number = request.lockSequenceNumber();
        if (open.lockSequences().isReplay(index, number)) {
            return Reply.of(new Lock.Response());
        }
        Reply reply = carryOut(elements, open, context);
        switch (reply) {
            case Reply.Success success -> open.lockSequences().succeeded(index, number);
            case Reply.Pending pending ->
                    pending.future()
                            .thenAccept(
                                    last -> {
                                        if (last instanceof Reply.Success) {
                                            open.lockSequences().succeeded(index, number);
                                        }
                                    });
            case Reply.Failure failure -> {}
            case Reply.Encoded encoded -> throw new IllegalStateException("another's reply");
        }
        return reply;
    }

    /** Whether a client may send a request again, on another channel or when it is back. */
    private static boolean verifiesSequence(ClientInfo client, Open open) {
        boolean channels =
                client.dialect().isSmb3()
                        && (client.capabilities() & Negotiate.GLOBAL_CAP_MULTI_CHANNEL) != 0;
        boolean outlives = open.durability().kind() != Durability.Kind.NONE;
        return client.dialect().isAtLeast(Dialect.SMB_2_1) && (channels || outlives);
    }

    private static Reply carryOut(List<Lock.Element> elements, Open open, RequestContext context)
            throws SmbException, VolumeException {
        if (elements.getFirst().isUnlock()) {
            return unlock(elements, open);
        }
        List<ByteRangeLocks.Range> ranges = ranges(elements);
        boolean waits = !elements.getFirst().failsImmediately();
        return Guarded.attempt(
                context.volume(),
                () -> {
                    try (Use _ = open.enter()) {
                        open.file().breakFor(Oplocks.Operation.WRITE, open);
                        return Locking.lock(open, ranges, waits);
                    }
                });
    }

    /** What was unlocked before an element that is refused stays unlocked. */
    private static Reply unlock(List<Lock.Element> elements, Open open) throws SmbException {
        for (Lock.Element element : elements) {
            if (element.flags() != Lock.FLAG_UNLOCK) {
                throw new SmbException(NtStatus.INVALID_PARAMETER);
            }
            requireValid(new ByteRangeLocks.Range(element.offset(), element.length(), false));
            Locking.unlock(open, element.offset(), element.length());
        }
        return Reply.of(new Lock.Response());
    }

    private static List<ByteRangeLocks.Range> ranges(List<Lock.Element> elements)
            throws SmbException {
        List<ByteRangeLocks.Range> out = new ArrayList<>(elements.size());
        for (Lock.Element element : elements) {
            int kind = element.flags() & ~Lock.FLAG_FAIL_IMMEDIATELY;
            boolean known = kind == Lock.FLAG_SHARED_LOCK || kind == Lock.FLAG_EXCLUSIVE_LOCK;
            boolean waits = elements.size() > 1 && !element.failsImmediately();
            if (!known || waits) {
                throw new SmbException(NtStatus.INVALID_PARAMETER);
            }
            ByteRangeLocks.Range range =
                    new ByteRangeLocks.Range(
                            element.offset(), element.length(), element.isExclusive());
            requireValid(range);
            out.add(range);
        }
        return out;
    }

    private static void requireValid(ByteRangeLocks.Range range) throws SmbException {
        if (!range.isValid()) {
            throw new SmbException(NtStatus.INVALID_LOCK_RANGE);
        }
    }
}
