package io.onehop.rpc;

import io.onehop.base.Limits;
import io.onehop.rpc.ServerSecurity.Admission;
import io.onehop.rpc.ServerSecurity.Leg;
import io.onehop.rpc.ndr.NdrReader;
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
import io.onehop.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of one connection. [MS-RPCE] 3.3.3.
 *
 * <p>Threads: {@link #onBytes} and {@link #onClosed} are called by tasks of {@code owner}, an
 * executor that runs one task at a time in order; all packets leave from there. Interfaces may
 * complete calls on any thread: the answer is handed to {@code owner}.
 */
public final class RpcServerConnection {
    private static final Logger log = LoggerFactory.getLogger(RpcServerConnection.class);
    private static final AtomicLong LAST_ID = new AtomicLong();

    /** Most stub bytes of a call while nobody is authenticated. */
    private static final int UNAUTHENTICATED_CALL_BYTES = 32 << 10;

    private record Call(int callId, int contextId, @Nullable PacketProtection protection) {}

    private final long connectionId = LAST_ID.incrementAndGet();
    private final RpcService service;
    private final RpcPeer peer;
    private final RpcSink sink;
    private final Executor owner;
    private final PduStream stream = new PduStream();
    private final ServerSecurity security;
    private final PresentationContexts contexts;
    private final Map<Integer, CompletableFuture<byte[]>> outstanding = new HashMap<>();
    private final Set<RpcInterface> used = new HashSet<>();
    private @Nullable RequestAssembly assembly;
    private @Nullable FragmentSizes sizes;
    private int associationId;
    private boolean closed;

    public RpcServerConnection(RpcService service, RpcPeer peer, RpcSink sink, Executor owner) {
        this.service = service;
        this.peer = peer;
        this.sink = sink;
        this.owner = owner;
        security = new ServerSecurity(service.security(), peer.pipeUser());
        contexts = new PresentationContexts(service.interfaces());
    }

    /** Takes bytes of the client, cut anywhere. */
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

    /** The transport is gone: calls are cancelled, handles run down. Idempotent. */
    public void onClosed() {
        if (closed) {
            return;
        }
        closed = true;
        assembly = null;
        List<CompletableFuture<byte[]>> calls = List.copyOf(outstanding.values());
        outstanding.clear();
        calls.forEach(call -> call.cancel(false));
        boolean last = sizes != null && service.associations().leave(associationId);
        for (RpcInterface target : service.interfaces()) {
            if (used.contains(target)) {
                target.connectionClosed(connectionId);
            }
            // Another connection of the association may have made the handles.
            if (last) {
                target.associationClosed(associationId);
            }
        }
    }

    /** Calls that wait for an answer. */
    public int outstandingCalls() {
        return outstanding.size();
    }

    private void onFrame(PduFrame frame) throws MalformedMessageException {
        PduHeader header = frame.header();
        switch (header.type()) {
            case BIND -> onBind(frame);
            case ALTER_CONTEXT -> onAlter(frame);
            case AUTH3 -> onAuth3(frame);
            case REQUEST -> onRequest(frame);
            case CO_CANCEL -> onGivenUp(header.callId(), true);
            case ORPHANED -> onGivenUp(header.callId(), false);
            case RESPONSE, FAULT, BIND_ACK, BIND_NAK, ALTER_CONTEXT_RESP, SHUTDOWN ->
                    close("a client sent " + header.type());
        }
    }

    private void onBind(PduFrame frame) throws MalformedMessageException {
        PduHeader header = frame.header();
        if (sizes != null) {
            protocolError(header.callId(), "second bind");
            return;
        }
        Bind bind = (Bind) frame.body();
        if (!bind.sizes().isLegal()) {
            nak(header.callId(), BindNak.NOT_SPECIFIED);
            return;
        }
        Leg leg = security.leg(frame);
        if (leg.refused()) {
            nak(header.callId(), leg.refusal());
            return;
        }
        sizes = bind.sizes().answer();
        associationId =
                service.associations().join(bind.associationGroup(), peer.remote().getAddress());
        acknowledge(frame, bind, leg, sizes);
    }

    private void onAlter(PduFrame frame) throws MalformedMessageException {
        FragmentSizes agreed = sizes;
        if (agreed == null) {
            protocolError(frame.header().callId(), "alter_context before bind");
            return;
        }
        Bind alter = (Bind) frame.body();
        Leg leg = security.leg(frame);
        if (leg.refused()) {
            fault(new Call(frame.header().callId(), 0, null), refusalStatus(leg.refusal()));
            return;
        }
        acknowledge(frame, alter, leg, agreed);
    }

    private static int refusalStatus(int refusal) {
        return refusal == BindNak.LOCAL_LIMIT_EXCEEDED
                ? FaultStatus.PROTOCOL_ERROR
                : FaultStatus.SECURITY_PACKAGE_ERROR;
    }

    private void acknowledge(PduFrame frame, Bind bind, Leg leg, FragmentSizes agreed) {
        PduHeader header = frame.header();
        int flags = PduHeader.SINGLE | (header.flags() & PduHeader.CONC_MPX);
        if (leg.answer() != null && security.headerSigning()) {
            flags |= header.flags() & PduHeader.SUPPORT_HEADER_SIGN;
        }
        BindAck ack =
                new BindAck(
                        bind.alter(),
                        agreed,
                        associationId,
                        bind.alter() ? "" : service.secondaryAddress(),
                        contexts.negotiate(bind.contexts()));
        send(PduFrame.encode(ack, flags, header.callId(), leg.answer()));
    }

    private void onAuth3(PduFrame frame) {
        if (sizes == null || frame.auth() == null) {
            protocolError(frame.header().callId(), "auth3 out of place");
            return;
        }
        // Never answered: a failure shows at the first request. [MS-RPCE] 3.3.1.5.2.1.
        Leg leg = security.leg(frame);
        if (leg.refused()) {
            log.debug("authentication failed, reason {}", leg.refusal());
        }
    }

    private void onRequest(PduFrame frame) throws MalformedMessageException {
        PduHeader header = frame.header();
        if (sizes == null) {
            protocolError(header.callId(), "request before bind");
            return;
        }
        Admission admission = security.admit(frame);
        if (admission == null) {
            fault(new Call(header.callId(), 0, null), FaultStatus.ACCESS_DENIED);
            close("request that is not signed as agreed");
            return;
        }
        Request request = (Request) frame.body();
        RequestAssembly current = assembly;
        if (header.has(PduHeader.FIRST_FRAG)) {
            if (current != null || outstanding.containsKey(header.callId())) {
                protocolError(header.callId(), "call id used twice or fragments mixed");
                return;
            }
            int limit =
                    security.authenticated()
                            ? Limits.MAX_RPC_CALL_BYTES
                            : UNAUTHENTICATED_CALL_BYTES;
            current = new RequestAssembly(header.callId(), request, admission, limit);
        } else if (current == null || !current.accepts(header.callId(), request, admission)) {
            protocolError(header.callId(), "fragment without its first one");
            return;
        }
        Call call = new Call(header.callId(), request.contextId(), admission.protection());
        if (!current.add(request.stub())) {
            fault(call, FaultStatus.ACCESS_DENIED);
            close("call larger than the limit");
            return;
        }
        if (!header.has(PduHeader.LAST_FRAG)) {
            assembly = current;
            return;
        }
        assembly = null;
        dispatch(call, current);
    }

    private void dispatch(Call call, RequestAssembly request) {
        if (outstanding.size() >= Limits.MAX_RPC_CALLS_PER_CONNECTION) {
            fault(call, FaultStatus.SERVER_TOO_BUSY);
            return;
        }
        PresentationContexts.Bound bound = contexts.get(request.contextId());
        if (bound == null) {
            fault(call, FaultStatus.UNKNOWN_INTERFACE);
            return;
        }
        Admission admission = request.admission();
        RpcInterface target = bound.target();
        if (!admission.level().atLeast(target.minimumLevel())
                || (target.needsCaller() && admission.caller().anonymous())) {
            fault(call, FaultStatus.ACCESS_DENIED);
            return;
        }
        CallContext context =
                new CallContext(
                        connectionId, associationId, admission.level(), admission.caller(), peer);
        CompletableFuture<byte[]> result;
        try {
            byte[] stub =
                    VerificationTrailer.strip(
                            request.stub(),
                            new VerificationTrailer.Expected(
                                    bound.asked(),
                                    call.callId,
                                    request.contextId(),
                                    request.opnum(),
                                    security.headerSigning()));
            used.add(target);
            result = target.call(request.opnum(), new NdrReader(stub), context);
        } catch (MalformedMessageException e) {
            log.debug("bad stub data for {}: {}", target.syntax(), e.getMessage());
            fault(call, FaultStatus.BAD_STUB_DATA);
            return;
        } catch (RpcFaultException e) {
            fault(call, e.status());
            return;
        } catch (RuntimeException e) {
            // Our fault; the client must not wait for ever.
            result = CompletableFuture.failedFuture(e);
        }
        await(call, result);
    }

    private void await(Call call, CompletableFuture<byte[]> result) {
        if (result.isDone()) {
            var _ = result.whenComplete((stub, failure) -> answer(call, stub, failure));
            return;
        }
        outstanding.put(call.callId, result);
        // Whatever thread completes it, the answer leaves from the owner's.
        var _ =
                result.whenCompleteAsync(
                        (stub, failure) -> {
                            if (outstanding.remove(call.callId, result)) {
                                answer(call, stub, failure);
                            }
                        },
                        owner);
    }

    private void answer(Call call, byte @Nullable [] stub, @Nullable Throwable failure) {
        if (closed) {
            return;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (stub != null) {
            respond(call, stub);
        } else if (cause instanceof RpcFaultException e) {
            fault(call, e.status());
        } else {
            log.error("a call failed on our side", cause);
            fault(call, FaultStatus.UNSPECIFIED);
        }
    }

    private void respond(Call call, byte[] stub) {
        FragmentSizes agreed = sizes;
        if (agreed == null) {
            throw new IllegalStateException("response before bind");
        }
        int room = PacketProtection.stubBytes(agreed.transmit(), call.protection);
        int offset = 0;
        do {
            int length = Math.min(room, stub.length - offset);
            int flags = offset == 0 ? PduHeader.FIRST_FRAG : 0;
            flags |= offset + length == stub.length ? PduHeader.LAST_FRAG : 0;
            Response response =
                    new Response(
                            stub.length - offset,
                            call.contextId,
                            0,
                            Arrays.copyOfRange(stub, offset, offset + length));
            send(
                    call.protection == null
                            ? PduFrame.encode(response, flags, call.callId, null)
                            : call.protection.protect(response, flags, call.callId));
            offset += length;
        } while (offset < stub.length);
    }

    private void onGivenUp(int callId, boolean answer) {
        RequestAssembly current = assembly;
        if (current != null && current.callId() == callId) {
            assembly = null;
        }
        CompletableFuture<byte[]> call = outstanding.remove(callId);
        if (call == null) {
            // Already answered: the two crossed.
            return;
        }
        call.cancel(false);
        if (answer) {
            fault(new Call(callId, 0, null), FaultStatus.CANCEL);
        }
    }

    private void nak(int callId, int reason) {
        send(PduFrame.encode(new BindNak(reason), PduHeader.SINGLE, callId, null));
        close("bind refused, reason " + reason);
    }

    private void protocolError(int callId, String what) {
        fault(new Call(callId, 0, null), FaultStatus.PROTOCOL_ERROR);
        close(what);
    }

    private void fault(Call call, int status) {
        int flags = PduHeader.SINGLE;
        if (FaultStatus.beforeExecution(status)) {
            flags |= PduHeader.DID_NOT_EXECUTE;
        }
        Pdu fault = new Fault(call.contextId, 0, status);
        send(PduFrame.encode(fault, flags, call.callId, null));
    }

    private void send(byte[] packet) {
        sink.send(ByteBuffer.wrap(packet));
    }

    private void close(String reason) {
        onClosed();
        sink.close(reason);
    }
}
