package io.onehop.wire.smb2;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** Locks and unlocks ranges of bytes. [MS-SMB2] 2.2.26, 2.2.27. */
public final class Lock {
    public static final int FLAG_SHARED_LOCK = 0x01;
    public static final int FLAG_EXCLUSIVE_LOCK = 0x02;
    public static final int FLAG_UNLOCK = 0x04;
    public static final int FLAG_FAIL_IMMEDIATELY = 0x10;

    private Lock() {}

    /** [MS-SMB2] 2.2.26.1. Offset and length are unsigned, in bytes. */
    public record Element(long offset, long length, int flags) {
        public boolean isUnlock() {
            return (flags & FLAG_UNLOCK) != 0;
        }

        public boolean isExclusive() {
            return (flags & FLAG_EXCLUSIVE_LOCK) != 0;
        }

        public boolean failsImmediately() {
            return (flags & FLAG_FAIL_IMMEDIATELY) != 0;
        }
    }

    /**
     * [MS-SMB2] 2.2.26.
     *
     * @param lockSequence number and index, for replays on resilient and persistent opens
     */
    public record Request(int lockSequence, FileId fileId, List<Element> locks)
            implements io.onehop.wire.smb2.Request {
        public Request {
            locks = List.copyOf(locks);
        }

        public int lockSequenceNumber() {
            return lockSequence & 0xF;
        }

        public int lockSequenceIndex() {
            return lockSequence >>> 4;
        }

        @Override
        public Command command() {
            return Command.LOCK;
        }

        public static Request decode(WireReader in) throws MalformedMessageException {
            in.structureSize(48);
            int lockCount = in.u16();
            int lockSequence = in.i32();
            FileId fileId = FileId.decode(in);
            Body.limit("locks", lockCount, Limits.MAX_LOCKS_PER_REQUEST);
            List<Element> locks = new ArrayList<>(lockCount);
            for (int i = 0; i < lockCount; i++) {
                locks.add(new Element(in.i64(), in.i64(), in.i32()));
                in.skip(4);
            }
            return new Request(lockSequence, fileId, locks);
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(48).u16(locks.size()).u32(lockSequence);
            fileId.encode(out);
            for (Element lock : locks) {
                out.u64(lock.offset).u64(lock.length).u32(lock.flags).u32(0);
            }
        }
    }

    /** [MS-SMB2] 2.2.27. */
    public record Response() implements io.onehop.wire.smb2.Response {
        public static Response decode(WireReader in) throws MalformedMessageException {
            in.structureSize(4);
            in.skip(2);
            return new Response();
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(4).u16(0);
        }
    }
}
