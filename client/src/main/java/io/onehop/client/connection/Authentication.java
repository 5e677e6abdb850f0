package io.onehop.client.connection;

import io.onehop.base.TimeSource;
import io.onehop.wire.crypto.CipherAlgorithm;
import io.onehop.wire.crypto.FrameOpener;
import io.onehop.wire.crypto.FrameSealer;
import io.onehop.wire.crypto.PreauthHash;
import io.onehop.wire.crypto.SessionKeys;
import io.onehop.wire.crypto.Signer;
import io.onehop.wire.ntlm.Identity;
import io.onehop.wire.ntlm.NtlmClient;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.SessionSetup;
import io.onehop.wire.spnego.SpnegoClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** SESSION_SETUP by SPNEGO and NTLMv2. [MS-SMB2] 3.2.4.2.3, 3.2.5.3. One thread. */
public final class Authentication {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SmbConnection connection;
    private final Negotiated negotiated;
    private final ConnectionProfile profile;
    private final SpnegoClient spnego;
    private PreauthHash preauth;

    Authentication(
            SmbConnection connection,
            Negotiated negotiated,
            ConnectionProfile profile,
            SpnegoClient spnego) {
        this.connection = connection;
        this.negotiated = negotiated;
        this.profile = profile;
        this.spnego = spnego;
        this.preauth = negotiated.preauth();
    }

    /**
     * One handshake of a user with a service of a server.
     *
     * @param workstation our own name, which servers only log
     */
    public static SpnegoClient spnego(
            Credentials credentials, String servicePrincipalName, String workstation) {
        Identity identity = new Identity(credentials.domain(), credentials.user(), workstation);
        return new SpnegoClient(
                new NtlmClient(
                        new NtlmClient.Credentials(identity, credentials.ntHash()),
                        new NtlmClient.Target(servicePrincipalName, null),
                        TimeSource.SYSTEM,
                        RANDOM));
    }

    /** Logs on; the connection's messages are protected from then on. */
    SessionSecurity run() throws IOException {
        return run(null);
    }

    /**
     * Binds the connection to a session that there is; its keys sign the request, so that the
     * server knows who asks. [MS-SMB2] 3.2.4.2.3, 3.2.5.3.3
     */
    SessionSecurity bind(SessionSecurity session) throws IOException {
        return run(session);
    }

    private SessionSecurity run(@Nullable SessionSecurity bound) throws IOException {
        ByteBuffer token = negotiated.answer().securityBuffer();
        long sessionId = bound == null ? 0 : bound.sessionId();
        Signer signer = bound == null ? null : bound.signer();
        while (true) {
            SpnegoClient.Step step = spnego.step(bytes(token));
            if (!(step instanceof SpnegoClient.Continue more)) {
                throw new IOException("the server's answer cannot be authenticated: " + step);
            }
            Reply reply =
                    connection.authenticate(
                            request(more.token(), bound != null), sessionId, signer);
            if (bound != null && reply.header().sessionId() != sessionId) {
                throw new IOException("the server answers for another session");
            }
            sessionId = reply.header().sessionId();
            preauth = preauth.then(reply.request());
            if (reply.status().equals(NtStatus.MORE_PROCESSING_REQUIRED)
                    && reply.body() instanceof SessionSetup.Response next) {
                preauth = preauth.then(reply.raw());
                token = next.securityBuffer();
            } else {
                return complete(reply, bound);
            }
        }
    }

    private SessionSetup.Request request(byte[] token, boolean binding) {
        int flags = binding ? SessionSetup.FLAG_BINDING : 0;
        int mode = profile.signs() ? Negotiate.SIGNING_REQUIRED : Negotiate.SIGNING_ENABLED;
        return new SessionSetup.Request(flags, mode, 0, 0, ByteBuffer.wrap(token));
    }

    private SessionSecurity complete(Reply reply, @Nullable SessionSecurity bound)
            throws IOException {
        SessionSetup.Response last = reply.body(SessionSetup.Response.class, "log on");
        int unknown = SessionSetup.SESSION_FLAG_IS_GUEST | SessionSetup.SESSION_FLAG_IS_NULL;
        if ((last.sessionFlags() & unknown) != 0) {
            throw new StatusException(NtStatus.LOGON_FAILURE, "the server knows us as guest only");
        }
        SpnegoClient.Step step = spnego.step(bytes(last.securityBuffer()));
        if (!(step instanceof SpnegoClient.Done done)) {
            throw new IOException("the server could not prove who it is: " + step);
        }
        boolean encrypts =
                profile.encrypts()
                        || (last.sessionFlags() & SessionSetup.SESSION_FLAG_ENCRYPT_DATA) != 0;
        SessionSecurity security =
                bound == null
                        ? security(done.sessionKey(), reply.header().sessionId(), encrypts)
                        : bound.by(new Signer(negotiated.signing(), channelKey(done.sessionKey())));
        boolean mustBeSigned =
                bound != null || negotiated.dialect() == Dialect.SMB_3_1_1 || security.signs();
        if ((mustBeSigned || reply.header().isSigned())
                && !(reply.header().isSigned() && security.signer().verify(reply.raw()))) {
            throw new IOException("the answer to the logon has a wrong signature");
        }
        connection.secure(security);
        return security;
    }

    private SessionSecurity security(byte[] sessionKey, long sessionId, boolean encrypts)
            throws IOException {
        CipherAlgorithm cipher = negotiated.cipher();
        if (encrypts && cipher == null) {
            throw new IOException("the server wants encryption, but agreed on no cipher");
        }
        CipherAlgorithm keysFor = cipher == null ? CipherAlgorithm.AES_128_GCM : cipher;
        byte[] signingKey = Arrays.copyOf(sessionKey, 16);
        SessionSecurity.Ciphers ciphers = null;
        if (negotiated.dialect().isSmb3()) {
            SessionKeys keys =
                    negotiated.dialect() == Dialect.SMB_3_1_1
                            ? SessionKeys.smb311(sessionKey, preauth, keysFor)
                            : SessionKeys.smb30(sessionKey);
            signingKey = keys.signing();
            if (cipher != null) {
                ciphers =
                        new SessionSecurity.Ciphers(
                                new FrameSealer(cipher, keys.clientToServer(), RANDOM),
                                new FrameOpener(cipher, keys.serverToClient()));
            }
        }
        boolean signs = profile.signs() || negotiated.requiresSigning();
        Signer signer = new Signer(negotiated.signing(), signingKey);
        return new SessionSecurity(sessionId, signer, signs, ciphers, encrypts);
    }

    /** Channel.SigningKey; everything else is the session's. */
    private byte[] channelKey(byte[] sessionKey) {
        byte[] key = Arrays.copyOf(sessionKey, 16);
        return negotiated.dialect() == Dialect.SMB_3_1_1
                ? SessionKeys.smb311SigningKey(key, preauth)
                : SessionKeys.smb30SigningKey(key);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] out = new byte[buffer.remaining()];
        buffer.duplicate().get(out);
        return out;
    }
}
