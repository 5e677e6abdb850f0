package io.onehop.server.connection;

import io.onehop.base.FileTime;
import io.onehop.base.Limits;
import io.onehop.server.session.Negotiated;
import io.onehop.server.session.ServerIdentity;
import io.onehop.wire.crypto.CipherAlgorithm;
import io.onehop.wire.crypto.PreauthHash;
import io.onehop.wire.crypto.SigningAlgorithm;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NegotiateContext;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.spnego.SpnegoServer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Chooses dialect, ciphers and sizes. [MS-SMB2] 3.3.5.3, 3.3.5.4. Stateless; any thread. */
public final class NegotiateHandler {
    private static final int SMALL_IO_BYTES = 64 << 10;
    private static final int SALT_BYTES = 32;
    private static final UUID NO_GUID = new UUID(0, 0);

    /** What came of it. Negotiated is null for an error and for the answer to "SMB 2.???". */
    record Result(
            NtStatus status,
            Negotiate.@Nullable Response response,
            @Nullable Negotiated negotiated) {
        static Result refused(NtStatus status) {
            return new Result(status, null, null);
        }
    }

    /** What the contexts of a 3.1.1 request ask for; nulls for what is absent. */
    private record Offer(
            @Nullable List<Integer> ciphers, @Nullable List<Integer> signing, NtStatus status) {
        static Offer refused(NtStatus status) {
            return new Offer(null, null, status);
        }
    }

    private final ServerIdentity server;
    private final NegotiateOptions options;

    public NegotiateHandler(ServerIdentity server, NegotiateOptions options) {
        this.server = server;
        this.options = options;
    }

    /** Answers SMB 1 clients that also speak SMB 2: come again, with SMB2 NEGOTIATE. 3.3.5.3.1. */
    Result wildcard() {
        return new Result(
                NtStatus.SUCCESS,
                response(
                        Dialect.WILDCARD,
                        Negotiate.GLOBAL_CAP_LEASING | Negotiate.GLOBAL_CAP_LARGE_MTU,
                        sizes(Limits.MAX_IO_BYTES),
                        List.of()),
                null);
    }

    /** Answers SMB 1 clients that also speak SMB 2.0.2. 3.3.5.3.2. */
    Result smb202() {
        Negotiate.Request none =
                new Negotiate.Request(0, 0, NO_GUID, List.of(Dialect.SMB_2_0_2.code()), List.of());
        return accept(Dialect.SMB_2_0_2, none, null, null, SigningAlgorithm.HMAC_SHA256);
    }

    /**
     * Answers NEGOTIATE. 3.3.5.4.
     *
     * @param bytes the whole message, for the preauthentication hash
     */
    Result negotiate(Negotiate.Request request, ByteBuffer bytes) {
        if (request.dialects().isEmpty()) {
            return Result.refused(NtStatus.INVALID_PARAMETER);
        }
        Dialect dialect = greatestCommon(request.dialects());
        if (dialect == null) {
            return Result.refused(NtStatus.NOT_SUPPORTED);
        }
        return switch (dialect) {
            case SMB_2_0_2, SMB_2_1 ->
                    accept(dialect, request, null, null, SigningAlgorithm.HMAC_SHA256);
            case SMB_3_0, SMB_3_0_2 -> {
                boolean encrypts =
                        (request.capabilities() & Negotiate.GLOBAL_CAP_ENCRYPTION) != 0
                                && options.ciphers().contains(CipherAlgorithm.AES_128_CCM);
                yield accept(
                        dialect,
                        request,
                        null,
                        encrypts ? CipherAlgorithm.AES_128_CCM : null,
                        SigningAlgorithm.AES_CMAC);
            }
            case SMB_3_1_1 -> negotiate311(request, bytes);
        };
    }

    static @Nullable Dialect greatestCommon(List<Integer> offered) {
        Dialect best = null;
        for (int code : offered) {
            Dialect dialect = Dialect.of(code);
            if (dialect != null && (best == null || dialect.isAtLeast(best))) {
                best = dialect;
            }
        }
        return best;
    }

    private Result negotiate311(Negotiate.Request request, ByteBuffer bytes) {
        Offer offer = offer(request.contexts());
        if (!offer.status.isSuccess()) {
            return Result.refused(offer.status);
        }
        CipherAlgorithm cipher = null;
        if (offer.ciphers != null) {
            List<Integer> ciphers = offer.ciphers;
            cipher =
                    options.ciphers().stream()
                            .filter(c -> ciphers.contains(c.id()))
                            .findFirst()
                            .orElse(null);
        }
        SigningAlgorithm signing = SigningAlgorithm.AES_CMAC;
        if (offer.signing != null) {
            List<Integer> algorithms = offer.signing;
            signing =
                    options.signing().stream()
                            .filter(s -> algorithms.contains(s.id()))
                            .findFirst()
                            .orElse(signing);
        }
        List<NegotiateContext> answer = new ArrayList<>();
        byte[] salt = new byte[SALT_BYTES];
        server.random().nextBytes(salt);
        answer.add(
                new NegotiateContext.PreauthIntegrity(
                        List.of(NegotiateContext.HASH_SHA_512), ByteBuffer.wrap(salt)));
        if (offer.ciphers != null) {
            answer.add(new NegotiateContext.Encryption(List.of(cipher == null ? 0 : cipher.id())));
        }
        if (offer.signing != null) {
            answer.add(new NegotiateContext.Signing(List.of(signing.id())));
        }
        Result result = accept(Dialect.SMB_3_1_1, request, answer, cipher, signing);
        Negotiated negotiated = result.negotiated;
        if (negotiated == null) {
            throw new IllegalStateException("accepted and not negotiated");
        }
        return new Result(
                result.status,
                result.response,
                negotiated.withPreauth(PreauthHash.START.then(bytes)));
    }

    /** Each context at most once, the preauthentication one exactly once. */
    private static Offer offer(List<NegotiateContext> contexts) {
        NegotiateContext.PreauthIntegrity preauth = null;
        List<Integer> ciphers = null;
        List<Integer> signing = null;
        int compressions = 0;
        int rdmaTransforms = 0;
        for (NegotiateContext context : contexts) {
            boolean twice =
                    switch (context) {
                        case NegotiateContext.PreauthIntegrity c -> {
                            boolean again = preauth != null;
                            preauth = c;
                            yield again;
                        }
                        case NegotiateContext.Encryption c -> {
                            boolean again = ciphers != null;
                            ciphers = c.ciphers();
                            yield again || c.ciphers().isEmpty();
                        }
                        case NegotiateContext.Signing c -> {
                            boolean again = signing != null;
                            signing = c.signingAlgorithms();
                            yield again || c.signingAlgorithms().isEmpty();
                        }
                        case NegotiateContext.Compression ignored -> ++compressions > 1;
                        case NegotiateContext.RdmaTransform ignored -> ++rdmaTransforms > 1;
                        case NegotiateContext.NetName ignored -> false;
                        case NegotiateContext.TransportCapabilities ignored -> false;
                        case NegotiateContext.Unknown ignored -> false;
                    };
            if (twice) {
                return Offer.refused(NtStatus.INVALID_PARAMETER);
            }
        }
        if (preauth == null || preauth.hashAlgorithms().isEmpty()) {
            return Offer.refused(NtStatus.INVALID_PARAMETER);
        }
        if (!preauth.hashAlgorithms().contains(NegotiateContext.HASH_SHA_512)) {
            return Offer.refused(NtStatus.SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP);
        }
        return new Offer(ciphers, signing, NtStatus.SUCCESS);
    }

    private Result accept(
            Dialect dialect,
            Negotiate.Request request,
            @Nullable List<NegotiateContext> contexts,
            @Nullable CipherAlgorithm cipher,
            SigningAlgorithm signing) {
        int capabilities = capabilities(dialect, request.capabilities(), cipher != null);
        Negotiate.MaxSizes sizes =
                sizes(dialect == Dialect.SMB_2_0_2 ? SMALL_IO_BYTES : Limits.MAX_IO_BYTES);
        Negotiate.Response response =
                response(
                        dialect.code(),
                        capabilities,
                        sizes,
                        contexts == null ? List.of() : contexts);
        return new Result(
                NtStatus.SUCCESS,
                response,
                new Negotiated(
                        dialect,
                        request,
                        response.securityMode(),
                        capabilities,
                        cipher,
                        signing,
                        sizes,
                        PreauthHash.START));
    }

    private static int capabilities(Dialect dialect, int client, boolean encrypts) {
        if (!dialect.isAtLeast(Dialect.SMB_2_1)) {
            return 0;
        }
        int bits = Negotiate.GLOBAL_CAP_LEASING | Negotiate.GLOBAL_CAP_LARGE_MTU;
        if (dialect.isSmb3()) {
            int offered =
                    Negotiate.GLOBAL_CAP_MULTI_CHANNEL | Negotiate.GLOBAL_CAP_DIRECTORY_LEASING;
            bits |= client & offered;
        }
        // In 3.1.1 the cipher context says it.
        if (encrypts && dialect != Dialect.SMB_3_1_1) {
            bits |= Negotiate.GLOBAL_CAP_ENCRYPTION;
        }
        return bits;
    }

    private Negotiate.Response response(
            int revision,
            int capabilities,
            Negotiate.MaxSizes sizes,
            List<NegotiateContext> contexts) {
        boolean required = server.cluster().state().settings().signingRequired();
        return new Negotiate.Response(
                Negotiate.SIGNING_ENABLED | (required ? Negotiate.SIGNING_REQUIRED : 0),
                revision,
                server.serverGuid(),
                capabilities,
                sizes,
                FileTime.of(server.time().now()),
                0,
                ByteBuffer.wrap(SpnegoServer.hint()),
                contexts);
    }

    private static Negotiate.MaxSizes sizes(int bytes) {
        return new Negotiate.MaxSizes(bytes, bytes, bytes);
    }
}
