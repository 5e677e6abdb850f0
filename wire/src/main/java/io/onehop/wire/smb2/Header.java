package io.onehop.wire.smb2;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;

/**
 * The packet header in both its forms. [MS-SMB2] 2.2.1.1 (ASYNC), 2.2.1.2 (SYNC). The signature is
 * left to who signs: {@link #encode} writes zeros at {@link #SIGNATURE_OFFSET}.
 *
 * @param status the status of a response; in a request of SMB 3.x, the ChannelSequence (low half)
 * @param flags the FLAGS_ constants; FLAGS_ASYNC_COMMAND chooses the form
 * @param nextCommand bytes from this header to the next one of the compound, 0 in the last
 * @param asyncId 0 in the SYNC form
 * @param processId reserved field of the SYNC form, which is sent back as it came
 * @param treeId 0 in the ASYNC form
 */
public record Header(
        int creditCharge,
        int status,
        Command command,
        int credits,
        int flags,
        int nextCommand,
        long messageId,
        long asyncId,
        int processId,
        int treeId,
        long sessionId) {
    public static final int LENGTH = 64;
    public static final int CREDIT_CHARGE_OFFSET = 6;
    public static final int COMMAND_OFFSET = 12;
    public static final int FLAGS_OFFSET = 16;
    public static final int NEXT_COMMAND_OFFSET = 20;
    public static final int SIGNATURE_OFFSET = 48;
    public static final int SIGNATURE_LENGTH = 16;

    public static final int FLAGS_SERVER_TO_REDIR = 0x0000_0001;
    public static final int FLAGS_ASYNC_COMMAND = 0x0000_0002;
    public static final int FLAGS_RELATED_OPERATIONS = 0x0000_0004;
    public static final int FLAGS_SIGNED = 0x0000_0008;
    public static final int FLAGS_PRIORITY_MASK = 0x0000_0070;
    public static final int FLAGS_DFS_OPERATIONS = 0x1000_0000;
    public static final int FLAGS_REPLAY_OPERATION = 0x2000_0000;

    /** The MessageId of what a server sends unasked: breaks and notifications. */
    public static final long UNSOLICITED_MESSAGE_ID = -1;

    /** A SYNC request that asks for one credit. */
    public static Header request(Command command, long messageId, int treeId, long sessionId) {
        return new Header(1, 0, command, 1, 0, 0, messageId, 0, 0, treeId, sessionId);
    }

    /** A break or notification, which no request asked for. */
    public static Header unsolicited(Command command, long sessionId) {
        return new Header(
                0,
                0,
                command,
                0,
                FLAGS_SERVER_TO_REDIR,
                0,
                UNSOLICITED_MESSAGE_ID,
                0,
                0,
                0,
                sessionId);
    }

    /**
     * The SYNC header that answers this request, neither signed nor chained; related ones are
     * marked as the request was, and keep its priority.
     */
    public Header response(NtStatus answer, int grantedCredits) {
        int kept = FLAGS_RELATED_OPERATIONS | FLAGS_PRIORITY_MASK;
        return new Header(
                creditCharge,
                answer.code(),
                command,
                grantedCredits,
                FLAGS_SERVER_TO_REDIR | (flags & kept),
                0,
                messageId,
                0,
                processId,
                treeId,
                sessionId);
    }

    /** This header in the ASYNC form. */
    public Header async(long newAsyncId) {
        return new Header(
                creditCharge,
                status,
                command,
                credits,
                flags | FLAGS_ASYNC_COMMAND,
                nextCommand,
                messageId,
                newAsyncId,
                0,
                0,
                sessionId);
    }

    public Header withFlags(int newFlags) {
        return new Header(
                creditCharge,
                status,
                command,
                credits,
                newFlags,
                nextCommand,
                messageId,
                asyncId,
                processId,
                treeId,
                sessionId);
    }

    public Header withCredits(int newCreditCharge, int newCredits) {
        return new Header(
                newCreditCharge,
                status,
                command,
                newCredits,
                flags,
                nextCommand,
                messageId,
                asyncId,
                processId,
                treeId,
                sessionId);
    }

    public Header withStatus(int newStatus) {
        return new Header(
                creditCharge,
                newStatus,
                command,
                credits,
                flags,
                nextCommand,
                messageId,
                asyncId,
                processId,
                treeId,
                sessionId);
    }

    /** This header with other ids, as a related request or the answer to a session setup has. */
    public Header withIds(int newTreeId, long newSessionId) {
        return new Header(
                creditCharge,
                status,
                command,
                credits,
                flags,
                nextCommand,
                messageId,
                asyncId,
                processId,
                newTreeId,
                newSessionId);
    }

    public NtStatus ntStatus() {
        return new NtStatus(status);
    }

    /** Of a request of SMB 3.x. */
    public int channelSequence() {
        return status & 0xFFFF;
    }

    public boolean isResponse() {
        return (flags & FLAGS_SERVER_TO_REDIR) != 0;
    }

    public boolean isAsync() {
        return (flags & FLAGS_ASYNC_COMMAND) != 0;
    }

    public boolean isRelated() {
        return (flags & FLAGS_RELATED_OPERATIONS) != 0;
    }

    public boolean isSigned() {
        return (flags & FLAGS_SIGNED) != 0;
    }

    public boolean isReplay() {
        return (flags & FLAGS_REPLAY_OPERATION) != 0;
    }

    public boolean isDfs() {
        return (flags & FLAGS_DFS_OPERATIONS) != 0;
    }

    /** Reads the header at the reader's position, which is then after it. */
    public static Header decode(WireReader in) throws MalformedMessageException {
        ProtocolId.SMB2.expect(in);
        in.structureSize(LENGTH);
        int creditCharge = in.u16();
        int status = in.i32();
        Command command = Command.of(in.u16());
        int credits = in.u16();
        int flags = in.i32();
        int nextCommand = in.i32();
        long messageId = in.i64();
        boolean async = (flags & FLAGS_ASYNC_COMMAND) != 0;
        long asyncId = 0;
        int processId = 0;
        int treeId = 0;
        if (async) {
            asyncId = in.i64();
        } else {
            processId = in.i32();
            treeId = in.i32();
        }
        long sessionId = in.i64();
        in.skip(SIGNATURE_LENGTH);
        return new Header(
                creditCharge,
                status,
                command,
                credits,
                flags,
                nextCommand,
                messageId,
                asyncId,
                processId,
                treeId,
                sessionId);
    }

    /** Writes the header with a signature of zeros. */
    public void encode(WireWriter out) {
        out.u32(ProtocolId.SMB2.value()).u16(LENGTH).u16(creditCharge).u32(status);
        out.u16(command.code()).u16(credits).u32(flags).u32(nextCommand).u64(messageId);
        if (isAsync()) {
            out.u64(asyncId);
        } else {
            out.u32(processId).u32(treeId);
        }
        out.u64(sessionId).zero(SIGNATURE_LENGTH);
    }
}
