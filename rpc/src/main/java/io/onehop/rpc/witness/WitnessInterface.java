package io.onehop.rpc.witness;

import io.onehop.base.TimeSource;
import io.onehop.rpc.CallContext;
import io.onehop.rpc.FaultStatus;
import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.RpcInterface;
import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.pdu.AuthLevel;
import io.onehop.rpc.pdu.SyntaxId;
import io.onehop.wire.MalformedMessageException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The witness interface over a registry. [MS-SWN] 3.1.4. Calls below packet integrity and of nobody
 * in particular are refused with access denied. Thread safe: one lock around the registry, and
 * calls are completed after it is released.
 */
public final class WitnessInterface implements RpcInterface {
    /** [MS-SWN] 1.9; the version is the one of the IDL. */
    public static final SyntaxId SYNTAX =
            new SyntaxId(UUID.fromString("ccd8c074-d0e5-4a40-92b4-d074faa6ba28"), 1, 1);

    private final Object lock = new Object();
    private final WitnessRegistry registry;
    private final WitnessOptions options;
    private final TimeSource time;
    private final Map<Long, CompletableFuture<byte[]>> calls = new HashMap<>();
    private long lastCallId;

    public WitnessInterface(WitnessOptions options, TimeSource time) {
        this.registry = new WitnessRegistry(options, UUID::randomUUID);
        this.options = options;
        this.time = time;
    }

    @Override
    public SyntaxId syntax() {
        return SYNTAX;
    }

    @Override
    public AuthLevel minimumLevel() {
        return AuthLevel.INTEGRITY;
    }

    @Override
    public CompletableFuture<byte[]> call(int opnum, NdrReader in, CallContext context)
            throws MalformedMessageException, RpcFaultException {
        String user = context.caller().domain() + '\\' + context.caller().user();
        return switch (opnum) {
            case GetInterfaceList.OPNUM -> waiting(callId -> registry.interfaceList(callId));
            case Register.OPNUM -> register(Register.Request.decode(in), context, user);
            case Register.OPNUM_EX -> register(Register.Request.decodeExtended(in), context, user);
            case AsyncNotify.OPNUM -> {
                ContextHandle handle = AsyncNotify.Request.decode(in).handle();
                yield waiting(callId -> registry.asyncNotify(callId, handle, user, time.nanos()));
            }
            case UnRegister.OPNUM ->
                    done(
                            new UnRegister.Response(unregister(UnRegister.Request.decode(in), user))
                                    .encode());
            case UnRegister.OPNUM_EX -> unregisterEx(in, user);
            default -> throw new RpcFaultException(FaultStatus.OP_RANGE_ERROR);
        };
    }

    @Override
    public void associationClosed(int associationId) {
        run(() -> registry.associationClosed(associationId));
    }

    /** Nodes, addresses, shares or owners have changed. */
    public void topology(WitnessTopology topology) {
        run(() -> registry.topology(topology, time.nanos()));
    }

    /** To be called when {@link #nextDeadlineNanos} has come, or often. */
    public void onTimer() {
        run(() -> registry.onTimer(time.nanos()));
    }

    public OptionalLong nextDeadlineNanos() {
        synchronized (lock) {
            return registry.nextDeadlineNanos();
        }
    }

    /** What administrators see; times are of the time source's nanoseconds. */
    public List<WitnessRegistration> registrations() {
        synchronized (lock) {
            return registry.registrations();
        }
    }

    /**
     * Moves all registrations of clients to a node.
     *
     * @param clientName a computer name, in which a star stands for any characters
     * @return how many registrations there are, or -1 when the node is not known
     */
    public int clientMove(String clientName, String destination) {
        String pattern = clientName.toLowerCase(Locale.ROOT);
        return clientMove(
                r -> Wildcard.matches(pattern, r.names().clientComputerName()), destination);
    }

    /** Moves one registration. */
    public int clientMove(UUID registration, String destination) {
        return clientMove(r -> r.id().equals(registration), destination);
    }

    private int clientMove(Predicate<WitnessRegistration> picked, String destination) {
        WitnessRegistry.ClientMove result;
        synchronized (lock) {
            result = registry.clientMove(picked, destination, time.nanos());
        }
        apply(result.effects());
        return result.status() == WitnessStatus.SUCCESS ? result.registrations() : -1;
    }

    private CompletableFuture<byte[]> register(
            Register.Request request, CallContext context, String user) {
        synchronized (lock) {
            return done(
                    registry.register(request, context.associationId(), user, time.nanos())
                            .encode());
        }
    }

    private int unregister(UnRegister.Request request, String user) {
        WitnessRegistry.Unregistered result;
        synchronized (lock) {
            result = registry.unregister(request.handle(), user);
        }
        apply(result.effects());
        return result.status();
    }

    private CompletableFuture<byte[]> unregisterEx(NdrReader in, String user)
            throws MalformedMessageException, RpcFaultException {
        if (!options.unRegisterEx()) {
            throw new RpcFaultException(FaultStatus.OP_RANGE_ERROR);
        }
        UnRegister.Request request = UnRegister.Request.decode(in);
        int status = unregister(request, user);
        ContextHandle left =
                status == WitnessStatus.SUCCESS ? ContextHandle.NULL : request.handle();
        return done(new UnRegister.ResponseEx(left, status).encode());
    }

    private interface Step {
        List<WitnessEffect> run();
    }

    /** Begins a call that may wait; a cancelled future takes the call out of the registry. */
    private CompletableFuture<byte[]> waiting(Function<Long, List<WitnessEffect>> begin) {
        CompletableFuture<byte[]> result = new CompletableFuture<>();
        List<WitnessEffect> effects;
        long callId;
        synchronized (lock) {
            callId = ++lastCallId;
            calls.put(callId, result);
            effects = begin.apply(callId);
        }
        var _ =
                result.whenComplete(
                        (stub, failure) -> {
                            if (result.isCancelled()) {
                                cancelled(callId);
                            }
                        });
        apply(effects);
        return result;
    }

    private void cancelled(long callId) {
        synchronized (lock) {
            calls.remove(callId);
            registry.cancel(callId, time.nanos());
        }
    }

    private void run(Step step) {
        List<WitnessEffect> effects;
        synchronized (lock) {
            effects = step.run();
        }
        apply(effects);
    }

    private void apply(List<WitnessEffect> effects) {
        for (WitnessEffect effect : effects) {
            CompletableFuture<byte[]> call = take(effect.callId());
            if (call != null) {
                call.complete(
                        switch (effect) {
                            case WitnessEffect.Listed listed -> listed.response().encode();
                            case WitnessEffect.Notified notified -> notified.response().encode();
                        });
            }
        }
    }

    private @Nullable CompletableFuture<byte[]> take(long callId) {
        synchronized (lock) {
            return calls.remove(callId);
        }
    }

    private static CompletableFuture<byte[]> done(byte[] stub) {
        return CompletableFuture.completedFuture(stub);
    }
}
