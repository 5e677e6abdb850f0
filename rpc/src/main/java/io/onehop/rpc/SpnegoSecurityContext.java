package io.onehop.rpc;

import io.onehop.wire.ntlm.Identity;
import io.onehop.wire.ntlm.NtlmSecurity;
import io.onehop.wire.spnego.SpnegoClient;
import io.onehop.wire.spnego.SpnegoServer;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@link SecurityContext} by SPNEGO and NTLM, for either side. [MS-NLMP] 3.4.6 to 3.4.9. One thread
 * at a time.
 */
public final class SpnegoSecurityContext implements SecurityContext {
    private interface Legs {
        Step step(byte[] token);
    }

    private final Legs legs;
    private final boolean signs;
    private @Nullable RpcCaller caller;
    private @Nullable NtlmSecurity security;

    private SpnegoSecurityContext(Function<SpnegoSecurityContext, Legs> legs, boolean signs) {
        this.legs = legs.apply(this);
        this.signs = signs;
    }

    /**
     * The acceptor's side.
     *
     * @param callers what is known about an authenticated user, or null to refuse it
     * @param signs whether packets will be signed: then a client that cannot is refused
     */
    public static SpnegoSecurityContext server(
            SpnegoServer spnego, Function<Identity, @Nullable RpcCaller> callers, boolean signs) {
        return new SpnegoSecurityContext(
                self -> token -> self.onServerStep(spnego.step(token), callers), signs);
    }

    /** The initiator's side. */
    public static SpnegoSecurityContext client(SpnegoClient spnego) {
        return new SpnegoSecurityContext(
                self -> token -> self.onClientStep(spnego.step(token)), true);
    }

    @Override
    public Step step(byte[] token) {
        return legs.step(token);
    }

    @Override
    public RpcCaller caller() {
        RpcCaller known = caller;
        if (known == null) {
            throw new IllegalStateException("not authenticated");
        }
        return known;
    }

    @Override
    public int signatureBytes() {
        return NtlmSecurity.SIGNATURE_BYTES;
    }

    @Override
    public byte[] sign(byte[] packet, Region signed) {
        return security().sign(part(packet, signed));
    }

    @Override
    public boolean verify(byte[] packet, Region signed, byte[] signature) {
        return security().verify(signature, part(packet, signed));
    }

    @Override
    public byte[] seal(byte[] packet, Region signed, Region sealed) {
        return security().seal(part(packet, sealed), part(packet, signed));
    }

    @Override
    public boolean unseal(byte[] packet, Region signed, Region sealed, byte[] signature) {
        return security().unseal(part(packet, sealed), signature, part(packet, signed));
    }

    private Step onServerStep(
            SpnegoServer.Step step, Function<Identity, @Nullable RpcCaller> callers) {
        return switch (step) {
            case SpnegoServer.Continue more -> new Step(Outcome.CONTINUE, more.token());
            case SpnegoServer.Refused ignored -> Step.failed();
            case SpnegoServer.Done done -> {
                caller = callers.apply(done.client().identity());
                security = done.security();
                yield caller == null || (signs && security == null)
                        ? Step.failed()
                        : new Step(Outcome.COMPLETE, done.token());
            }
        };
    }

    private Step onClientStep(SpnegoClient.Step step) {
        return switch (step) {
            case SpnegoClient.Continue more -> new Step(Outcome.CONTINUE, more.token());
            case SpnegoClient.Refused ignored -> Step.failed();
            case SpnegoClient.Done done -> {
                security = done.security();
                yield new Step(Outcome.COMPLETE, new byte[0]);
            }
        };
    }

    private NtlmSecurity security() {
        NtlmSecurity agreed = security;
        if (agreed == null) {
            throw new IllegalStateException("no message security was agreed");
        }
        return agreed;
    }

    private static ByteBuffer part(byte[] packet, Region region) {
        return ByteBuffer.wrap(packet, region.offset(), region.length());
    }
}
