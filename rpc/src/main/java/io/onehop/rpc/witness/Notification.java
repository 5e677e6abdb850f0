package io.onehop.rpc.witness;

import io.onehop.base.Limits;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** [MS-SWN] 2.2.2.4 RESP_ASYNC_NOTIFY: what a client is told. */
public sealed interface Notification {
    int RESOURCE_CHANGE = 1;

    /** Which list of addresses a notification carries. */
    enum MoveKind {
        CLIENT_MOVE(2),
        SHARE_MOVE(3),
        IP_CHANGE(4);

        private final int code;

        MoveKind(int code) {
            this.code = code;
        }

        static MoveKind of(int code) throws MalformedMessageException {
            for (MoveKind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new MalformedMessageException("message type " + code);
        }
    }

    /** [MS-SWN] 2.2.2.3 RESOURCE_CHANGE. */
    record Change(ResourceState state, String resourceName) {
        private static final int FIXED_BYTES = 8;

        static Change decode(WireReader in) throws MalformedMessageException {
            int start = in.position();
            long length = in.u32();
            ResourceState state = ResourceState.of(in.i32());
            if (length < FIXED_BYTES + 2) {
                throw new MalformedMessageException("RESOURCE_CHANGE of " + length + " bytes");
            }
            String name = in.utf16(length - FIXED_BYTES);
            int end = name.indexOf('\0');
            in.seek(start + length);
            return new Change(state, end < 0 ? name : name.substring(0, end));
        }

        void encode(WireWriter out) {
            out.u32(FIXED_BYTES + 2L * (resourceName.length() + 1)).u32(state.code());
            out.utf16(resourceName).u16(0);
        }
    }

    /**
     * [MS-SWN] 2.2.2.1 IPADDR_INFO.
     *
     * @param flags availability, zero when nothing is said about it; the family is added
     */
    record Address(InetAddress address, int flags) {
        public static final int ONLINE = 0x08;
        public static final int OFFLINE = 0x10;
        private static final int BYTES = 24;

        static Address decode(WireReader in) throws MalformedMessageException {
            int flags = in.i32();
            byte[] v4 = in.bytes(WitnessAddress.V4_BYTES);
            byte[] v6 = in.bytes(WitnessAddress.V6_BYTES);
            return new Address(WitnessAddress.of(flags, v4, v6), flags & (ONLINE | OFFLINE));
        }

        void encode(WireWriter out) {
            WitnessAddress.Fields fields = WitnessAddress.fields(address);
            out.u32(fields.family() | flags).bytes(fields.v4()).bytes(fields.v6());
        }
    }

    /** Resources changed their state; one or more, packed back to back. */
    record ResourceChange(List<Change> changes) implements Notification {
        public ResourceChange {
            changes = List.copyOf(changes);
        }
    }

    /** Addresses to move to, or that changed. [MS-SWN] 2.2.2.2 IPADDR_INFO_LIST. */
    record Move(MoveKind kind, List<Address> addresses) implements Notification {
        private static final int FIXED_BYTES = 12;

        public Move {
            addresses = List.copyOf(addresses);
        }

        static Move decode(MoveKind kind, WireReader in) throws MalformedMessageException {
            long length = in.u32();
            in.skip(4);
            long count = in.u32();
            if (count * Address.BYTES > in.remaining()
                    || length != FIXED_BYTES + count * Address.BYTES) {
                throw new MalformedMessageException("IPADDR_INFO_LIST of " + count);
            }
            List<Address> addresses = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                addresses.add(Address.decode(in));
            }
            return new Move(kind, addresses);
        }

        void encode(WireWriter out) {
            out.u32(FIXED_BYTES + (long) Address.BYTES * addresses.size()).u32(0);
            out.u32(addresses.size());
            addresses.forEach(address -> address.encode(out));
        }
    }

    static Notification decode(NdrReader in) throws MalformedMessageException {
        int type = in.i32();
        long length = in.u32();
        long messages = in.u32();
        byte[] buffer = in.pointer() ? in.conformantBytes() : new byte[0];
        if (buffer.length != length || messages > Limits.MAX_NDR_ELEMENTS) {
            throw new MalformedMessageException(
                    messages + " messages in " + buffer.length + " of " + length + " bytes");
        }
        WireReader packed = new WireReader(buffer);
        if (type != RESOURCE_CHANGE) {
            return Move.decode(MoveKind.of(type), packed);
        }
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            changes.add(Change.decode(packed));
        }
        return new ResourceChange(changes);
    }

    default void encode(NdrWriter out) {
        WireWriter packed = new WireWriter();
        int type;
        int messages;
        switch (this) {
            case ResourceChange change -> {
                type = RESOURCE_CHANGE;
                messages = change.changes.size();
                change.changes.forEach(each -> each.encode(packed));
            }
            case Move move -> {
                type = move.kind.code;
                messages = 1;
                move.encode(packed);
            }
        }
        byte[] buffer = packed.toBytes();
        out.u32(type).u32(buffer.length).u32(messages).referent().conformantBytes(buffer);
    }
}
