package io.onehop.client.connection;

import io.onehop.wire.crypto.CipherAlgorithm;
import io.onehop.wire.crypto.PreauthHash;
import io.onehop.wire.crypto.SigningAlgorithm;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NegotiateContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What to offer, and what of an answer to accept. [MS-SMB2] 3.2.4.2.2.2, 3.2.5.2. Pure. */
final class Negotiation {
    static final int SALT_BYTES = 32;
    private static final List<Integer> CIPHERS =
            List.of(
                    CipherAlgorithm.AES_128_GCM.id(),
                    CipherAlgorithm.AES_256_GCM.id(),
                    CipherAlgorithm.AES_128_CCM.id(),
                    CipherAlgorithm.AES_256_CCM.id());
    private static final List<Integer> SIGNING =
            List.of(
                    SigningAlgorithm.AES_GMAC.id(),
                    SigningAlgorithm.AES_CMAC.id(),
                    SigningAlgorithm.HMAC_SHA256.id());

    private Negotiation() {}

    static Negotiate.Request offer(
            ConnectionProfile profile, UUID clientGuid, String serverName, byte[] salt) {
        int mode = Negotiate.SIGNING_ENABLED | (profile.signs() ? Negotiate.SIGNING_REQUIRED : 0);
        int capabilities = Negotiate.GLOBAL_CAP_LARGE_MTU;
        if (profile.newest().isSmb3()) {
            capabilities |= Negotiate.GLOBAL_CAP_ENCRYPTION | Negotiate.GLOBAL_CAP_MULTI_CHANNEL;
            // For who uses the session; files of ours ask for no leases.
            capabilities |= Negotiate.GLOBAL_CAP_LEASING | Negotiate.GLOBAL_CAP_DIRECTORY_LEASING;
        }
        List<NegotiateContext> contexts =
                profile.newest() != Dialect.SMB_3_1_1
                        ? List.of()
                        : List.of(
                                new NegotiateContext.PreauthIntegrity(
                                        List.of(NegotiateContext.HASH_SHA_512),
                                        ByteBuffer.wrap(salt)),
                                new NegotiateContext.Encryption(CIPHERS),
                                new NegotiateContext.Signing(SIGNING),
                                new NegotiateContext.NetName(serverName));
        return new Negotiate.Request(mode, capabilities, clientGuid, profile.dialects(), contexts);
    }

    static Negotiated accept(ConnectionProfile profile, Negotiate.Request offered, Reply reply)
            throws IOException {
        Negotiate.Response answer = reply.body(Negotiate.Response.class, "negotiate");
        Dialect dialect = Dialect.of(answer.dialectRevision());
        if (dialect == null || !offered.dialects().contains(dialect.code())) {
            throw new IOException(
                    "the server chose dialect 0x"
                            + Integer.toHexString(answer.dialectRevision())
                            + ", which was not offered");
        }
        SigningAlgorithm signing =
                dialect.isSmb3() ? SigningAlgorithm.AES_CMAC : SigningAlgorithm.HMAC_SHA256;
        CipherAlgorithm cipher = null;
        PreauthHash preauth = PreauthHash.START;
        if (dialect == Dialect.SMB_3_1_1) {
            requirePreauth(answer);
            signing = signing(answer);
            cipher = cipher(answer);
            preauth = preauth.then(reply.request()).then(reply.raw());
        } else if (dialect.isSmb3()
                && (answer.capabilities() & Negotiate.GLOBAL_CAP_ENCRYPTION) != 0) {
            cipher = CipherAlgorithm.AES_128_CCM;
        }
        if (profile.encrypts() && cipher == null) {
            throw new IOException("the server cannot encrypt, and encryption was asked for");
        }
        return new Negotiated(dialect, offered, answer, signing, cipher, preauth);
    }

    private static void requirePreauth(Negotiate.Response answer) throws IOException {
        for (NegotiateContext context : answer.contexts()) {
            if (context instanceof NegotiateContext.PreauthIntegrity integrity
                    && integrity.hashAlgorithms().equals(List.of(NegotiateContext.HASH_SHA_512))) {
                return;
            }
        }
        throw new IOException("the server chose no hash for pre-authentication integrity");
    }

    private static SigningAlgorithm signing(Negotiate.Response answer) throws IOException {
        for (NegotiateContext context : answer.contexts()) {
            if (context instanceof NegotiateContext.Signing chosen) {
                return SigningAlgorithm.of(one(chosen.signingAlgorithms()))
                        .orElseThrow(() -> new IOException("unknown signing algorithm"));
            }
        }
        return SigningAlgorithm.AES_CMAC;
    }

    private static @Nullable CipherAlgorithm cipher(Negotiate.Response answer) throws IOException {
        for (NegotiateContext context : answer.contexts()) {
            if (context instanceof NegotiateContext.Encryption chosen) {
                int id = one(chosen.ciphers());
                return id == 0
                        ? null
                        : CipherAlgorithm.of(id)
                                .orElseThrow(() -> new IOException("unknown cipher " + id));
            }
        }
        return null;
    }

    private static int one(List<Integer> chosen) throws IOException {
        if (chosen.size() != 1) {
            throw new IOException("the server chose " + chosen.size() + " algorithms, not one");
        }
        return chosen.getFirst();
    }
}
