package io.onehop.server.relay;

import io.onehop.server.serve.ClientInfo;
import io.onehop.server.serve.Identity;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.smb2.Dialect;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * What two nodes say to each other about one client's session. Each frame of a link holds one: a
 * type byte and its fields. Decoding happens after the peer proved to be a node of the cluster, and
 * is bounded all the same.
 */
public sealed interface RelayMessage {
    /** Spoken by both ends; a node of another version is refused with a clear message. */
    int VERSION = 3;

    int MAX_TEXT_BYTES = 4096;
    int MAX_GROUPS = 1024;

    /** The first one: whose requests follow. */
    record Hello(int version, long sessionId, Identity identity, ClientInfo client)
            implements RelayMessage {}

    /**
     * The client's tree connect, before its first request.
     *
     * @param epoch of the ownership that the sender believes in
     */
    record Tree(int treeId, String share, String volume, long epoch, int maximalAccess)
            implements RelayMessage {}

    /** The client disconnected the tree. */
    record Untree(int treeId) implements RelayMessage {}

    /**
     * A request.
     *
     * @param id chosen by the sender, unique on the link
     * @param message the whole SMB2 message from the first byte of its header
     */
    record Request(long id, int treeId, boolean encrypted, ByteBuffer message)
            implements RelayMessage {}

    /** The client wants a request ended early. */
    record Cancel(long id) implements RelayMessage {}

    /** The connection that a request came by is gone; its session may live on over others. */
    record Lost(long id) implements RelayMessage {}

    /** The session acts for somebody else from now on. */
    record Become(Identity identity) implements RelayMessage {}

    /**
     * An answer to a request.
     *
     * @param body what follows the SMB2 header; empty unless {@code kind} is FINAL
     */
    record Answer(long id, Kind kind, int status, ByteBuffer body) implements RelayMessage {
        /** What an answer means. */
        public enum Kind {
            FINAL(0),
            /** The command waits; a FINAL one follows. */
            PENDING(1),
            /** Nothing was done: this node does not serve the volume in that epoch. */
            NOT_SERVED(2);

            private final int code;

            Kind(int code) {
                this.code = code;
            }
        }
    }

    /**
     * An oplock or lease break for the client.
     *
     * @param id chosen by the owner, unique on the link
     * @param body what follows the SMB2 header
     */
    record Break(long id, ByteBuffer body) implements RelayMessage {}

    /** A break has left for the client, or never will: what waits for that may go on. */
    record Broken(long id) implements RelayMessage {}

    /** The fields before the variable part, which {@link #payload} is. */
    default void encode(WireWriter out) {
        switch (this) {
            case Hello m -> {
                out.u8(1).u16(m.version()).u64(m.sessionId());
                identity(out, m.identity());
                out.guid(m.client().clientGuid()).u16(m.client().dialect().code());
                out.u32(m.client().capabilities());
                text(out, m.client().address());
                text(out, m.client().name());
                text(out, m.client().entryNode());
            }
            case Tree m -> {
                out.u8(2).u32(m.treeId());
                text(out, m.share());
                text(out, m.volume());
                out.u64(m.epoch()).u32(m.maximalAccess());
            }
            case Untree m -> out.u8(3).u32(m.treeId());
            case Request m -> out.u8(4).u64(m.id()).u32(m.treeId()).u8(m.encrypted() ? 1 : 0);
            case Cancel m -> out.u8(5).u64(m.id());
            case Answer m -> out.u8(6).u64(m.id()).u8(m.kind().code).u32(m.status());
            case Break m -> out.u8(7).u64(m.id());
            case Lost m -> out.u8(8).u64(m.id());
            case Become m -> {
                out.u8(9);
                identity(out, m.identity());
            }
            case Broken m -> out.u8(10).u64(m.id());
        }
    }

    /** The variable part, not copied. */
    default ByteBuffer payload() {
        return switch (this) {
            case Request m -> m.message();
            case Answer m -> m.body();
            case Break m -> m.body();
            case Hello m -> ByteBuffer.allocate(0);
            case Tree m -> ByteBuffer.allocate(0);
            case Untree m -> ByteBuffer.allocate(0);
            case Cancel m -> ByteBuffer.allocate(0);
            case Lost m -> ByteBuffer.allocate(0);
            case Become m -> ByteBuffer.allocate(0);
            case Broken m -> ByteBuffer.allocate(0);
        };
    }

    /** Reads a frame; buffers are slices of it. */
    static RelayMessage decode(WireReader in) throws MalformedMessageException {
        int type = in.u8();
        return switch (type) {
            case 1 -> hello(in);
            case 2 -> new Tree(in.i32(), text(in), text(in), in.i64(), in.i32());
            case 3 -> new Untree(in.i32());
            case 4 -> new Request(in.i64(), in.i32(), in.u8() != 0, in.slice(in.remaining()));
            case 5 -> new Cancel(in.i64());
            case 6 -> new Answer(in.i64(), kind(in.u8()), in.i32(), in.slice(in.remaining()));
            case 7 -> new Break(in.i64(), in.slice(in.remaining()));
            case 8 -> new Lost(in.i64());
            case 9 -> new Become(identity(in));
            case 10 -> new Broken(in.i64());
            default -> throw new MalformedMessageException("relay message of type " + type);
        };
    }

    private static RelayMessage hello(WireReader in) throws MalformedMessageException {
        int version = in.u16();
        long sessionId = in.i64();
        Identity identity = identity(in);
        var guid = in.guid();
        Dialect dialect = Dialect.of(in.u16());
        if (dialect == null) {
            throw new MalformedMessageException("unknown dialect");
        }
        ClientInfo client = new ClientInfo(guid, dialect, in.i32(), text(in), text(in), text(in));
        return new Hello(version, sessionId, identity, client);
    }

    private static void identity(WireWriter out, Identity identity) {
        text(out, identity.userName());
        text(out, identity.domain());
        text(out, identity.userSid());
        out.u16(identity.groupSids().size());
        identity.groupSids().forEach(sid -> text(out, sid));
        out.u8(identity.administrator() ? 1 : 0);
    }

    private static Identity identity(WireReader in) throws MalformedMessageException {
        String user = text(in);
        String domain = text(in);
        String userSid = text(in);
        int groups = in.u16();
        if (groups > MAX_GROUPS) {
            throw new MalformedMessageException(groups + " groups");
        }
        List<String> sids = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
            sids.add(text(in));
        }
        return new Identity(user, domain, userSid, new HashSet<>(sids), in.u8() != 0);
    }

    private static Answer.Kind kind(int code) throws MalformedMessageException {
        for (Answer.Kind kind : Answer.Kind.values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new MalformedMessageException("answer of kind " + code);
    }

    private static void text(WireWriter out, String value) {
        out.u16(value.length() * 2).utf16(value);
    }

    private static String text(WireReader in) throws MalformedMessageException {
        int length = in.u16();
        if (length > MAX_TEXT_BYTES) {
            throw new MalformedMessageException("text of " + length + " bytes");
        }
        return in.utf16(length);
    }
}
