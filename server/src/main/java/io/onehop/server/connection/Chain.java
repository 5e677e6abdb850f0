package io.onehop.server.connection;

import io.onehop.base.Limits;
import io.onehop.server.serve.Reply;
import io.onehop.server.session.Session;
import io.onehop.server.transport.Frame;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.NtStatus;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one frame, worked on one after the other, and their responses, which leave
 * together. [MS-SMB2] 3.3.5.2.7, 3.3.4.1.3. On the link's thread; holds the frame until the last
 * request is answered or waits.
 *
 * <p>What a related request takes from the one before it is written into its bytes, so that what
 * works on it sees an ordinary request. As Windows does, only a CREATE that failed fails the
 * related requests after it; other failures leave the file usable, so that a CLOSE at the end of a
 * compound closes.
 */
final class Chain {
    private static final int CREATE_RESPONSE_FILE_ID = 64;

    private final Connection connection;
    private final Frame frame;
    private final List<ByteBuffer> messages;
    private final @Nullable Session encryptedBy;
    private final long cost;
    private final List<Outgoing> ready;
    private int index;
    private boolean awaiting;
    private boolean advancing;
    private boolean over;

    private long sessionId;
    private int treeId;
    private @Nullable FileId fileId;
    private @Nullable NtStatus broken;
    private @Nullable NtStatus createFailure;

    /**
     * Takes the frame.
     *
     * @param encryptedBy the session that the frame was encrypted for, or null
     */
    Chain(
            Connection connection,
            Frame frame,
            List<ByteBuffer> messages,
            @Nullable Session encryptedBy) {
        this.connection = connection;
        this.frame = frame;
        this.messages = messages;
        this.encryptedBy = encryptedBy;
        long bytes = frame.bytes().limit();
        for (ByteBuffer message : messages) {
            bytes += RequestFields.replyBytes(message);
        }
        this.cost = bytes;
        this.ready = new ArrayList<>(messages.size());
    }

    /**
     * Bytes that the frame holds and that its replies may: what a client can make a server hold.
     */
    long costBytes() {
        return cost;
    }

    boolean isCompound() {
        return messages.size() > 1;
    }

    /** Works until a request waits for its answer or all are done. */
    void advance() {
        if (advancing || over) {
            return;
        }
        advancing = true;
        try {
            while (!awaiting && !over && index < messages.size()) {
                if (!connection.isOpen()) {
                    end();
                    return;
                }
                awaiting = true;
                begin(messages.get(index));
            }
        } catch (MalformedMessageException e) {
            connection.drop(e.getMessage());
            end();
            return;
        } finally {
            advancing = false;
        }
        if (!over && !awaiting) {
            flush();
            end();
        }
    }

    private void begin(ByteBuffer message) throws MalformedMessageException {
        int code = RequestFields.commandCode(message);
        if (!Command.isKnown(code)) {
            unknown(message, code);
            return;
        }
        Header header = Header.decode(new WireReader(message));
        Exchange exchange = new Exchange(this, message, header, encryptedBy != null);
        if (!connection.dispatcher().admit(exchange)) {
            // CANCEL has no answer.
            index++;
            awaiting = false;
            return;
        }
        NtStatus refusal = inherit(exchange);
        if (refusal != null) {
            exchange.in(connection.channel(header.sessionId()));
            answer(exchange, Reply.of(refusal));
            return;
        }
        connection.dispatcher().dispatch(exchange);
    }

    /**
     * A command that there is none of is refused, and counts as any other request. [MS-SMB2]
     * 3.3.5.2.6 would have the connection end; Windows answers, and smb2.compound.invalid4 wants it
     * to.
     */
    private void unknown(ByteBuffer message, int code) throws MalformedMessageException {
        // As what else may be sent at any time.
        message.putShort(Header.COMMAND_OFFSET, (short) Command.ECHO.code());
        Header header = Header.decode(new WireReader(message));
        Exchange exchange = new Exchange(this, message, header, encryptedBy != null);
        if (!connection.dispatcher().admit(exchange)) {
            throw new IllegalStateException("ECHO has an answer");
        }
        exchange.in(connection.channel(header.isRelated() ? sessionId : header.sessionId()));
        exchange.answer();
        answered(connection.replies().unknown(exchange, code));
    }

    /** Session and tree of a related request; the file follows when its signature is verified. */
    private @Nullable NtStatus inherit(Exchange exchange) throws MalformedMessageException {
        Header header = exchange.header();
        if (header.isRelated()) {
            if (index == 0) {
                broken = NtStatus.INVALID_PARAMETER;
            }
            if (broken != null) {
                return broken;
            }
            exchange.withIds(treeId, sessionId);
            return null;
        }
        if (encryptedBy != null && header.sessionId() != encryptedBy.sessionId()) {
            throw new MalformedMessageException("encrypted for another session");
        }
        sessionId = header.sessionId();
        treeId = header.treeId();
        fileId = null;
        broken = null;
        createFailure = null;
        return null;
    }

    /**
     * Writes what a related request inherits into its bytes, or remembers what it brings itself.
     */
    @Nullable NtStatus inheritFile(Exchange exchange) {
        ByteBuffer message = exchange.message();
        int at = RequestFields.fileIdOffset(exchange.command(), message);
        if (!exchange.header().isRelated()) {
            if (at >= 0) {
                fileId = RequestFields.fileId(message, at);
            }
            return null;
        }
        message.putInt(36, treeId).putLong(40, sessionId);
        if (at < 0) {
            return null;
        }
        if (createFailure != null) {
            return createFailure;
        }
        if (fileId == null) {
            broken = NtStatus.INVALID_HANDLE;
            return broken;
        }
        RequestFields.putFileId(message, at, fileId);
        return null;
    }

    /** A reply of whoever works on the request; on the link's thread. */
    void reply(Exchange exchange, Reply reply) {
        if (reply instanceof Reply.Pending pending) {
            pending(exchange, pending);
        } else {
            answer(exchange, reply);
        }
    }

    private void pending(Exchange exchange, Reply.Pending pending) {
        if (pending.future().isDone()) {
            answer(exchange, pending.future().join());
            return;
        }
        if (exchange.command() == Command.SET_INFO) {
            // As Windows, which tells nobody to wait for the breaks of a rename.
            connection.requests().waits(exchange, pending);
            whenDone(exchange, pending);
            return;
        }
        boolean last = index == messages.size() - 1;
        Command command = exchange.command();
        NtStatus refusal = null;
        if (connection.requests().asyncCount() >= Limits.MAX_PENDING_REQUESTS) {
            refusal = NtStatus.INSUFFICIENT_RESOURCES;
        } else if (!last && (command == Command.CHANGE_NOTIFY || command == Command.LOCK)) {
            // These may wait for ever, and the rest of the compound with them.
            refusal = NtStatus.INTERNAL_ERROR;
        }
        if (refusal != null) {
            var _ = pending.future().thenAccept(Replies::discard);
            pending.cancel().run();
            answer(exchange, Reply.of(refusal));
            return;
        }
        connection.counters().async.increment();
        connection.requests().goesAsync(exchange, pending);
        ready.add(connection.replies().interim(exchange));
        flush();
        whenDone(exchange, pending);
        if (last) {
            index++;
            awaiting = false;
            end();
        }
    }

    private void whenDone(Exchange exchange, Reply.Pending pending) {
        var _ =
                pending.future()
                        .whenComplete(
                                (reply, failure) -> connection.completed(exchange, reply, failure));
    }

    /** The final answer of a request that waited. */
    void completed(Exchange exchange, Reply reply) {
        if (over) {
            connection.requests().ended(exchange);
            if (exchange.answer()) {
                Reply last = exchange.last(reply);
                connection.sender().send(List.of(connection.replies().of(exchange, last)));
            } else {
                Replies.discard(reply);
            }
            return;
        }
        answer(exchange, reply);
    }

    /** Answers and goes on with the next request. */
    void answer(Exchange exchange, Reply given) {
        Reply reply = exchange.last(given);
        connection.requests().ended(exchange);
        if (over || !exchange.answer()) {
            Replies.discard(reply);
            return;
        }
        remember(exchange, reply);
        answered(connection.replies().of(exchange, reply));
    }

    /** Answers with a message that is ready. */
    void answered(Outgoing outgoing) {
        if (over) {
            outgoing.discard();
            return;
        }
        ready.add(outgoing);
        sessionId = outgoing.header().sessionId();
        index++;
        awaiting = false;
        advance();
    }

    /** The request named no session or tree of ours: nor do the related ones after it. */
    void lost() {
        broken = NtStatus.INVALID_PARAMETER;
    }

    /** A tree connect succeeded or failed: what follows is on it. */
    void connected(int newTreeId, NtStatus status) {
        if (status.isSuccess()) {
            treeId = newTreeId;
        } else {
            broken = NtStatus.INVALID_PARAMETER;
        }
    }

    private void remember(Exchange exchange, Reply reply) {
        if (exchange.command() != Command.CREATE) {
            return;
        }
        createFailure = null;
        switch (reply) {
            case Reply.Success success when success.response() instanceof Create.Response r ->
                    fileId = r.fileId();
            case Reply.Encoded encoded when encoded.status().isSuccess() -> {
                WireReader body = new WireReader(encoded.body());
                try {
                    fileId = FileId.decode(body.window(CREATE_RESPONSE_FILE_ID, 16));
                } catch (MalformedMessageException e) {
                    throw new IllegalStateException("a CREATE response without FileId", e);
                }
            }
            case Reply.Encoded encoded -> createFailure = encoded.status();
            case Reply.Failure failure -> createFailure = failure.status();
            case Reply.Success success -> throw new IllegalStateException("not CREATE's response");
            case Reply.Pending pending -> throw new IllegalStateException("pending is no answer");
        }
    }

    private void flush() {
        connection.sender().send(List.copyOf(ready));
        ready.clear();
    }

    /** Gives the frame back; what is answered later is sent alone. */
    private void end() {
        if (!over) {
            over = true;
            ready.forEach(Outgoing::discard);
            ready.clear();
            frame.release().run();
            connection.ended(this);
        }
    }
}
