package io.onehop.rpc.pdu;

import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The bodies of the connection-oriented packets, header and trailer apart. [C706] 12.6.4. */
public sealed interface Pdu {
    PduType type();

    /** Writes what follows the common header. */
    void encode(WireWriter out);

    /** Reads a body from a reader at offset 16 of the packet that ends where the body ends. */
    static Pdu decode(PduHeader header, WireReader in) throws MalformedMessageException {
        return switch (header.type()) {
            case REQUEST -> Request.decode(header, in);
            case RESPONSE -> Response.decode(in);
            case FAULT -> Fault.decode(in);
            case BIND -> Bind.decode(false, in);
            case ALTER_CONTEXT -> Bind.decode(true, in);
            case BIND_ACK -> BindAck.decode(false, in);
            case ALTER_CONTEXT_RESP -> BindAck.decode(true, in);
            case BIND_NAK -> BindNak.decode(in);
            case AUTH3 -> new Auth3();
            case SHUTDOWN -> new Shutdown();
            case CO_CANCEL -> new CoCancel();
            case ORPHANED -> new Orphaned();
        };
    }

    /** bind and alter_context. [C706] 12.6.4.3, 12.6.4.1. */
    record Bind(
            boolean alter,
            FragmentSizes sizes,
            int associationGroup,
            List<PresentationContext> contexts)
            implements Pdu {
        public Bind {
            contexts = List.copyOf(contexts);
        }

        @Override
        public PduType type() {
            return alter ? PduType.ALTER_CONTEXT : PduType.BIND;
        }

        static Bind decode(boolean alter, WireReader in) throws MalformedMessageException {
            FragmentSizes sizes = new FragmentSizes(in.u16(), in.u16());
            return new Bind(alter, sizes, in.i32(), PresentationContext.decodeList(in));
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(sizes.transmit()).u16(sizes.receive()).u32(associationGroup);
            PresentationContext.encodeList(contexts, out);
        }
    }

    /** bind_ack and alter_context_resp. [C706] 12.6.4.4, 12.6.4.2. */
    record BindAck(
            boolean alter,
            FragmentSizes sizes,
            int associationGroup,
            String secondaryAddress,
            List<ContextResult> results)
            implements Pdu {
        public BindAck {
            results = List.copyOf(results);
        }

        @Override
        public PduType type() {
            return alter ? PduType.ALTER_CONTEXT_RESP : PduType.BIND_ACK;
        }

        static BindAck decode(boolean alter, WireReader in) throws MalformedMessageException {
            FragmentSizes sizes = new FragmentSizes(in.u16(), in.u16());
            int group = in.i32();
            String address = in.ascii(in.u16());
            int end = address.indexOf('\0');
            in.align(4);
            return new BindAck(
                    alter,
                    sizes,
                    group,
                    end < 0 ? address : address.substring(0, end),
                    ContextResult.decodeList(in));
        }

        @Override
        public void encode(WireWriter out) {
            out.u16(sizes.transmit()).u16(sizes.receive()).u32(associationGroup);
            if (secondaryAddress.isEmpty()) {
                out.u16(0);
            } else {
                out.u16(secondaryAddress.length() + 1).ascii(secondaryAddress).u8(0);
            }
            out.align(4);
            ContextResult.encodeList(results, out);
        }
    }

    /** bind_nak. [MS-RPCE] 2.2.2.9, reasons in 2.2.2.5. */
    record BindNak(int reason) implements Pdu {
        public static final int NOT_SPECIFIED = 0;
        public static final int LOCAL_LIMIT_EXCEEDED = 2;
        public static final int PROTOCOL_VERSION_NOT_SPECIFIED = 4;
        public static final int AUTHENTICATION_TYPE_NOT_RECOGNIZED = 8;
        public static final int INVALID_CHECKSUM = 9;

        @Override
        public PduType type() {
            return PduType.BIND_NAK;
        }

        static BindNak decode(WireReader in) throws MalformedMessageException {
            return new BindNak(in.u16());
        }

        @Override
        public void encode(WireWriter out) {
            // One supported version, 5.0, and the padding that other implementations send.
            out.u16(reason).u8(1).u8(PduHeader.VERSION).u8(0).zero(3);
        }
    }

    /** rpc_auth_3: the last leg of an authentication; never answered. [MS-RPCE] 2.2.2.10. */
    record Auth3() implements Pdu {
        @Override
        public PduType type() {
            return PduType.AUTH3;
        }

        @Override
        public void encode(WireWriter out) {
            out.zero(4);
        }
    }

    /** One fragment of a request. [C706] 12.6.4.9. */
    record Request(long allocHint, int contextId, int opnum, @Nullable UUID object, byte[] stub)
            implements Pdu {
        @Override
        public PduType type() {
            return PduType.REQUEST;
        }

        static Request decode(PduHeader header, WireReader in) throws MalformedMessageException {
            long allocHint = in.u32();
            int contextId = in.u16();
            int opnum = in.u16();
            UUID object = header.has(PduHeader.OBJECT_UUID) ? in.guid() : null;
            return new Request(allocHint, contextId, opnum, object, in.bytes(in.remaining()));
        }

        @Override
        public void encode(WireWriter out) {
            out.u32(allocHint).u16(contextId).u16(opnum);
            if (object != null) {
                out.guid(object);
            }
            out.bytes(stub);
        }
    }

    /** One fragment of a response. [C706] 12.6.4.10. */
    record Response(long allocHint, int contextId, int cancelCount, byte[] stub) implements Pdu {
        @Override
        public PduType type() {
            return PduType.RESPONSE;
        }

        static Response decode(WireReader in) throws MalformedMessageException {
            long allocHint = in.u32();
            int contextId = in.u16();
            int cancelCount = in.u8();
            in.skip(1);
            return new Response(allocHint, contextId, cancelCount, in.bytes(in.remaining()));
        }

        @Override
        public void encode(WireWriter out) {
            out.u32(allocHint).u16(contextId).u8(cancelCount).u8(0).bytes(stub);
        }
    }

    /** fault. [C706] 12.6.4.7, [MS-RPCE] 2.2.2.8: without stub data. */
    record Fault(int contextId, int cancelCount, int status) implements Pdu {
        private static final int BODY_BYTES = 32;

        @Override
        public PduType type() {
            return PduType.FAULT;
        }

        static Fault decode(WireReader in) throws MalformedMessageException {
            in.skip(4);
            int contextId = in.u16();
            int cancelCount = in.u8();
            in.skip(1);
            return new Fault(contextId, cancelCount, in.i32());
        }

        @Override
        public void encode(WireWriter out) {
            out.u32(BODY_BYTES).u16(contextId).u8(cancelCount).u8(0).u32(status).zero(4);
        }
    }

    /** co_cancel. [C706] 12.6.4.5. */
    record CoCancel() implements Pdu {
        @Override
        public PduType type() {
            return PduType.CO_CANCEL;
        }

        @Override
        public void encode(WireWriter out) {}
    }

    /** orphaned: the client has given up on a call. [C706] 12.6.4.8. */
    record Orphaned() implements Pdu {
        @Override
        public PduType type() {
            return PduType.ORPHANED;
        }

        @Override
        public void encode(WireWriter out) {}
    }

    /** shutdown: the server asks the client to close the connection. [C706] 12.6.4.11. */
    record Shutdown() implements Pdu {
        @Override
        public PduType type() {
            return PduType.SHUTDOWN;
        }

        @Override
        public void encode(WireWriter out) {}
    }
}
