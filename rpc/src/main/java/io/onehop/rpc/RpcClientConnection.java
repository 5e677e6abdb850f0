package io.onehop.rpc;

import io.onehop.base.Limits;
import io.onehop.rpc.SecurityContext.Outcome;
import io.onehop.rpc.SecurityContext.Step;
import io.onehop.rpc.pdu.AuthTrailer;
import io.onehop.rpc.pdu.ContextResult;
import io.onehop.rpc.pdu.FragmentSizes;
import io.onehop.rpc.pdu.Pdu;
import io.onehop.rpc.pdu.Pdu.Bind;
import io.onehop.rpc.pdu.Pdu.BindAck;
import io.onehop.rpc.pdu.Pdu.BindNak;
import io.onehop.rpc.pdu.Pdu.Fault;
import io.onehop.rpc.pdu.Pdu.Request;
import io.onehop.rpc.pdu.Pdu.Response;
import io.onehop.rpc.pdu.PduFrame;
import io.onehop.rpc.pdu.PduHeader;
import io.onehop.rpc.pdu.PduStream;
import io.onehop.rpc.pdu.PresentationContext;
import io.onehop.rpc.pdu.SyntaxId;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one connection to one interface. [MS-RPCE] 3.3.2.
 *
 * <p>Threads: every method is called by the one thread that owns the connection; futures complete
 * there. A call's future fails with {@link RpcFaultException} or {@link RpcClosedException}.
 */
public final class RpcClientConnection {
    private static final class Call {
        final int callId;
        final int opnum;
        final byte[] stub;
        final CompletableFuture<byte[]> result = new CompletableFuture<>();
        final WireWriter response = new WireWriter();

        Call(int callId, int opnum, byte[] stub) {
            this.callId = callId;
            this.opnum = opnum;
            this.stub = stub;
        }
    }

    private final SyntaxId syntax;
    private final @Nullable ClientSecurity security;
    private final RpcSink sink;
    private final PduStream stream = new PduStream();
    private final CompletableFuture<Void> bound = new CompletableFuture<>();
    private final Map<Integer, Call> outstanding = new HashMap<>();
    private final Deque<Call> waiting = new ArrayDeque<>();
    private @Nullable PacketProtection protection;
    private FragmentSizes sizes = FragmentSizes.OFFERED;
    private boolean multiplexed;
    private boolean closed;
    private int lastCallId = 1;

    public RpcClientConnection(SyntaxId syntax, @Nullable ClientSecurity security, RpcSink sink) {
        this.syntax = syntax;
        this.security = security;
        this.sink = sink;
    }

    /** Sends the bind. The future completes when calls can be made. */
    public CompletableFuture<Void> bind() {
        int flags = PduHeader.SINGLE | PduHeader.CONC_MPX;
        AuthTrailer trailer = null;
        if (security != null) {
            Step step = security.context().step(new byte[0]);
            if (step.outcome() == Outcome.FAILED) {
                close("no first security token");
                return bound;
            }
            trailer = security.trailer(step.token());
            flags |= PduHeader.SUPPORT_HEADER_SIGN;
        }
        List<PresentationContext> contexts =
                List.of(
                        new PresentationContext(0, syntax, List.of(SyntaxId.NDR32)),
                        new PresentationContext(1, syntax, List.of(SyntaxId.features(3))));
        Pdu bind = new Bind(false, FragmentSizes.OFFERED, 0, contexts);
        send(PduFrame.encode(bind, flags, lastCallId, trailer));
        return bound;
    }

    /** Makes a call once bound; calls wait their turn when the server takes one at a time. */
    public CompletableFuture<byte[]> call(int opnum, byte[] stub) {
        if (closed) {
            return CompletableFuture.failedFuture(new RpcClosedException("connection is closed"));
        }
        if (!bound.isDone()) {
            throw new IllegalStateException("call before bind");
        }
        Call call = new Call(++lastCallId, opnum, stub);
        int most = multiplexed ? Limits.MAX_RPC_CALLS_PER_CONNECTION : 1;
        if (outstanding.size() < most) {
            start(call);
        } else {
            waiting.add(call);
        }
        return call.result;
    }

    /** Takes bytes of the server, cut anywhere. */
    public void onBytes(ByteBuffer bytes) {
        try {
            while (!closed) {
                PduFrame frame = stream.next(bytes);
                if (frame == null) {
                    return;
                }
                onFrame(frame);
            }
        } catch (MalformedMessageException e) {
            close("malformed packet: " + e.getMessage());
        }
    }

    /** The transport is gone: every call fails. Idempotent. */
    public void onClosed(String reason) {
        if (closed) {
            return;
        }
        closed = true;
        RpcClosedException failure = new RpcClosedException(reason);
        List<Call> calls = List.copyOf(outstanding.values());
        List<Call> unsent = List.copyOf(waiting);
        outstanding.clear();
        waiting.clear();
        bound.completeExceptionally(failure);
        calls.forEach(call -> call.result.completeExceptionally(failure));
        unsent.forEach(call -> call.result.completeExceptionally(failure));
    }

    private void onFrame(PduFrame frame) throws MalformedMessageException {
        switch (frame.header().type()) {
            case BIND_ACK, ALTER_CONTEXT_RESP -> onAck(frame);
            case BIND_NAK -> close("bind refused, reason " + ((BindNak) frame.body()).reason());
            case RESPONSE -> onResponse(frame);
            case FAULT -> onFault(frame);
            case SHUTDOWN -> close("the server shuts down");
            case REQUEST, BIND, ALTER_CONTEXT, AUTH3, CO_CANCEL, ORPHANED ->
                    close("a server sent " + frame.header().type());
        }
    }

    private void onAck(PduFrame frame) throws MalformedMessageException {
        BindAck ack = (BindAck) frame.body();
        if (bound.isDone()) {
            close("bind answered twice");
            return;
        }
        if (ack.results().isEmpty()
                || ack.results().getFirst().result() != ContextResult.ACCEPTANCE
                || !ack.results().getFirst().transfer().equals(SyntaxId.NDR32)) {
            close("interface refused");
            return;
        }
        if (!ack.alter()) {
            sizes = ack.sizes();
            multiplexed = frame.header().has(PduHeader.CONC_MPX);
            if (!sizes.isLegal()) {
                close("fragments of " + sizes);
                return;
            }
        }
        if (security == null) {
            bound.complete(null);
            return;
        }
        onLeg(frame, security);
    }

    private void onLeg(PduFrame frame, ClientSecurity agreed) {
        boolean first = protection == null;
        if (first) {
            protection =
                    new PacketProtection(
                            agreed.context(),
                            agreed.trailer(new byte[0]),
                            frame.header().has(PduHeader.SUPPORT_HEADER_SIGN));
        }
        AuthTrailer trailer = frame.auth();
        if (trailer == null) {
            // The server was content with the last token; so must our side be.
            close("authentication without an answer");
            return;
        }
        Step step = agreed.context().step(trailer.token());
        switch (step.outcome()) {
            case FAILED -> close("authentication failed");
            case COMPLETE -> {
                if (step.token().length > 0) {
                    send(
                            PduFrame.encode(
                                    new Pdu.Auth3(),
                                    PduHeader.SINGLE,
                                    lastCallId,
                                    agreed.trailer(step.token())));
                }
                bound.complete(null);
            }
            case CONTINUE -> {
                List<PresentationContext> contexts =
                        List.of(new PresentationContext(0, syntax, List.of(SyntaxId.NDR32)));
                Pdu alter = new Bind(true, sizes, 0, contexts);
                send(
                        PduFrame.encode(
                                alter, PduHeader.SINGLE, lastCallId, agreed.trailer(step.token())));
            }
        }
    }

    private void start(Call call) {
        outstanding.put(call.callId, call);
        int room = PacketProtection.stubBytes(sizes.receive(), protection);
        int offset = 0;
        do {
            int length = Math.min(room, call.stub.length - offset);
            int flags = offset == 0 ? PduHeader.FIRST_FRAG : 0;
            flags |= offset + length == call.stub.length ? PduHeader.LAST_FRAG : 0;
            Request request =
                    new Request(
                            call.stub.length - offset,
                            0,
                            call.opnum,
                            null,
                            Arrays.copyOfRange(call.stub, offset, offset + length));
            send(
                    protection == null
                            ? PduFrame.encode(request, flags, call.callId, null)
                            : protection.protect(request, flags, call.callId));
            offset += length;
        } while (offset < call.stub.length);
    }

    private void onResponse(PduFrame frame) throws MalformedMessageException {
        Call call = outstanding.get(frame.header().callId());
        if (call == null) {
            close("response to no call");
            return;
        }
        if (protection != null && !protection.unprotect(frame)) {
            close("response that is not signed as agreed");
            return;
        }
        byte[] stub = ((Response) frame.body()).stub();
        boolean first = call.response.position() == 0;
        if ((first && !frame.header().has(PduHeader.FIRST_FRAG))
                || stub.length > Limits.MAX_RPC_CALL_BYTES - call.response.position()) {
            close("fragments out of order or too many");
            return;
        }
        call.response.bytes(stub);
        if (frame.header().has(PduHeader.LAST_FRAG)) {
            outstanding.remove(call.callId);
            call.result.complete(call.response.toBytes());
            startNext();
        }
    }

    private void onFault(PduFrame frame) throws MalformedMessageException {
        int status = ((Fault) frame.body()).status();
        Call call = outstanding.remove(frame.header().callId());
        if (call == null) {
            close("refused with fault 0x" + Integer.toHexString(status));
            return;
        }
        call.result.completeExceptionally(new RpcFaultException(status));
        startNext();
    }

    private void startNext() {
        Call next = closed ? null : waiting.poll();
        if (next != null) {
            start(next);
        }
    }

    private void send(byte[] packet) {
        sink.send(ByteBuffer.wrap(packet));
    }

    private void close(String reason) {
        onClosed(reason);
        sink.close(reason);
    }
}
