package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.UUID;

/** Takes an oplock or a lease back. [MS-SMB2] 2.2.23, 2.2.24, 2.2.25. */
public final class OplockBreak {
    public static final int LEVEL_NONE = 0x00;
    public static final int LEVEL_II = 0x01;
    public static final int LEVEL_EXCLUSIVE = 0x08;
    public static final int LEVEL_BATCH = 0x09;

    /** Only in CREATE. */
    public static final int LEVEL_LEASE = 0xFF;

    public static final int LEASE_NONE = 0x00;
    public static final int LEASE_READ_CACHING = 0x01;
    public static final int LEASE_HANDLE_CACHING = 0x02;
    public static final int LEASE_WRITE_CACHING = 0x04;

    public static final int NOTIFY_BREAK_LEASE_FLAG_ACK_REQUIRED = 0x01;

    private static final int OPLOCK_SIZE = 24;
    private static final int LEASE_SIZE = 36;
    private static final int LEASE_NOTIFICATION_SIZE = 44;

    private OplockBreak() {}

    /** Server to client: the oplock is broken to a level. [MS-SMB2] 2.2.23.1. */
    public record Notification(int oplockLevel, FileId fileId)
            implements io.onehop.wire.smb2.Response {
        @Override
        public void encode(WireWriter out) {
            encodeOplock(out, oplockLevel, fileId);
        }
    }

    /** Server to client: the lease is broken to a state. [MS-SMB2] 2.2.23.2. */
    public record LeaseNotification(
            int newEpoch, int flags, UUID leaseKey, int currentLeaseState, int newLeaseState)
            implements io.onehop.wire.smb2.Response {
        @Override
        public void encode(WireWriter out) {
            out.u16(LEASE_NOTIFICATION_SIZE).u16(newEpoch).u32(flags).guid(leaseKey);
            out.u32(currentLeaseState).u32(newLeaseState).zero(12);
        }
    }

    /** Client to server: what it keeps of its oplock. [MS-SMB2] 2.2.24.1. */
    public record Acknowledgment(int oplockLevel, FileId fileId)
            implements io.onehop.wire.smb2.Request {
        @Override
        public Command command() {
            return Command.OPLOCK_BREAK;
        }

        @Override
        public void encode(WireWriter out) {
            encodeOplock(out, oplockLevel, fileId);
        }
    }

    /** Client to server: what it keeps of its lease. [MS-SMB2] 2.2.24.2. */
    public record LeaseAcknowledgment(int flags, UUID leaseKey, int leaseState)
            implements io.onehop.wire.smb2.Request {
        @Override
        public Command command() {
            return Command.OPLOCK_BREAK;
        }

        @Override
        public void encode(WireWriter out) {
            encodeLease(out, flags, leaseKey, leaseState);
        }
    }

    /** Answers an acknowledgment. [MS-SMB2] 2.2.25.1. */
    public record Response(int oplockLevel, FileId fileId) implements io.onehop.wire.smb2.Response {
        @Override
        public void encode(WireWriter out) {
            encodeOplock(out, oplockLevel, fileId);
        }
    }

    /** Answers a lease's acknowledgment. [MS-SMB2] 2.2.25.2. */
    public record LeaseResponse(int flags, UUID leaseKey, int leaseState)
            implements io.onehop.wire.smb2.Response {
        @Override
        public void encode(WireWriter out) {
            encodeLease(out, flags, leaseKey, leaseState);
        }
    }

    /** StructureSize tells the two acknowledgments apart. */
    static io.onehop.wire.smb2.Request decodeRequest(WireReader in)
            throws MalformedMessageException {
        int size = in.u16();
        return switch (size) {
            case OPLOCK_SIZE -> {
                int oplockLevel = in.u8();
                in.skip(5);
                yield new Acknowledgment(oplockLevel, FileId.decode(in));
            }
            case LEASE_SIZE -> {
                in.skip(2);
                LeaseAcknowledgment out = new LeaseAcknowledgment(in.i32(), in.guid(), in.i32());
                in.skip(8);
                yield out;
            }
            default -> throw new MalformedMessageException("break of StructureSize " + size);
        };
    }

    /** StructureSize tells the forms apart, and the MessageId a break from an answer. */
    static io.onehop.wire.smb2.Response decodeResponse(Header header, WireReader in)
            throws MalformedMessageException {
        int size = in.u16();
        return switch (size) {
            case OPLOCK_SIZE -> {
                int oplockLevel = in.u8();
                in.skip(5);
                FileId fileId = FileId.decode(in);
                yield header.messageId() == Header.UNSOLICITED_MESSAGE_ID
                        ? new Notification(oplockLevel, fileId)
                        : new Response(oplockLevel, fileId);
            }
            case LEASE_SIZE -> {
                in.skip(2);
                LeaseResponse out = new LeaseResponse(in.i32(), in.guid(), in.i32());
                in.skip(8);
                yield out;
            }
            case LEASE_NOTIFICATION_SIZE -> {
                LeaseNotification out =
                        new LeaseNotification(in.u16(), in.i32(), in.guid(), in.i32(), in.i32());
                in.skip(12);
                yield out;
            }
            default -> throw new MalformedMessageException("break of StructureSize " + size);
        };
    }

    private static void encodeOplock(WireWriter out, int oplockLevel, FileId fileId) {
        out.u16(OPLOCK_SIZE).u8(oplockLevel).u8(0).u32(0);
        fileId.encode(out);
    }

    private static void encodeLease(WireWriter out, int flags, UUID leaseKey, int leaseState) {
        out.u16(LEASE_SIZE).u16(0).u32(flags).guid(leaseKey).u32(leaseState).u64(0);
    }
}
