package io.onehop.server.session;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Names;
import io.onehop.cluster.state.UserState;
import io.onehop.server.serve.ClientInfo;
import io.onehop.server.serve.Identity;
import io.onehop.server.session.Handshake.Purpose;
import io.onehop.wire.crypto.CipherAlgorithm;
import io.onehop.wire.crypto.FrameOpener;
import io.onehop.wire.crypto.FrameSealer;
import io.onehop.wire.crypto.PreauthHash;
import io.onehop.wire.crypto.SessionKeys;
import io.onehop.wire.crypto.Signer;
import io.onehop.wire.ntlm.NtlmServer;
import io.onehop.wire.ntlm.Refusal;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.SessionSetup;
import io.onehop.wire.spnego.SpnegoServer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SESSION_SETUP on one connection: new sessions, reauthentication, binding. [MS-SMB2] 3.3.5.5.
 * Belongs to the connection's thread.
 */
public final class SessionSetupHandler {
    private static final Logger LOG = LoggerFactory.getLogger(SessionSetupHandler.class);
    private static final int SESSION_KEY_BYTES = 16;
    private static final int MAX_HANDSHAKES = 8;

    /**
     * A SESSION_SETUP request.
     *
     * @param bytes the whole message
     * @param encrypted whether it came encrypted, by which it is authentic
     */
    public record Attempt(
            Header header, SessionSetup.Request request, ByteBuffer bytes, boolean encrypted) {}

    private final ServerIdentity server;
    private final SessionLink link;
    private final Negotiated negotiated;
    private final LongFunction<@Nullable Channel> channels;
    private final Map<Long, Handshake> handshakes = new HashMap<>();

    /**
     * @param channels the connection's own sessions, by id
     */
    public SessionSetupHandler(
            ServerIdentity server,
            SessionLink link,
            Negotiated negotiated,
            LongFunction<@Nullable Channel> channels) {
        this.server = server;
        this.link = link;
        this.negotiated = negotiated;
        this.channels = channels;
    }

    /** The connection is gone. */
    public void close() {
        handshakes.values().forEach(this::abandon);
        handshakes.clear();
    }

    /** One leg. The signature has not been checked yet. */
    public SessionSetupAnswer handle(Attempt attempt) {
        long id = attempt.header.sessionId();
        if (state().settings().encryptionRequired() && !negotiated.canEncrypt()) {
            return SessionSetupAnswer.refused(NtStatus.ACCESS_DENIED, id, null);
        }
        boolean binding = (attempt.request.flags() & SessionSetup.FLAG_BINDING) != 0;
        if (id != 0 && binding) {
            return bind(attempt);
        }
        if (id == 0) {
            if (handshakes.size() >= MAX_HANDSHAKES) {
                return SessionSetupAnswer.refused(NtStatus.INSUFFICIENT_RESOURCES, id, null);
            }
            long newId = server.sessions().reserve();
            return proceed(begin(Purpose.NEW, newId, null), attempt, null);
        }
        Handshake handshake = handshakes.get(id);
        Channel channel = channels.apply(id);
        if (channel != null) {
            return reauthenticate(attempt, channel, handshake);
        }
        if (handshake == null || handshake.purpose() != Purpose.NEW) {
            return SessionSetupAnswer.refused(NtStatus.USER_SESSION_DELETED, id, null);
        }
        return proceed(handshake, attempt, null);
    }

    private SessionSetupAnswer reauthenticate(
            Attempt attempt, Channel channel, @Nullable Handshake running) {
        long id = attempt.header.sessionId();
        if (!attempt.encrypted) {
            if (attempt.header.isSigned()) {
                if (!channel.signer().verify(attempt.bytes)) {
                    server.counters().badSignatures.increment();
                    return SessionSetupAnswer.refused(NtStatus.ACCESS_DENIED, id, channel.signer());
                }
            } else if (channel.session().protection().signingRequired()
                    || channel.session().protection().encryptData()) {
                server.counters().badSignatures.increment();
                return SessionSetupAnswer.refused(NtStatus.ACCESS_DENIED, id, null);
            }
        }
        Handshake handshake =
                running != null ? running : begin(Purpose.REAUTHENTICATION, id, channel.session());
        return proceed(handshake, attempt, channel.signer());
    }

    private SessionSetupAnswer bind(Attempt attempt) {
        long id = attempt.header.sessionId();
        Channel here = channels.apply(id);
        if (here != null && attempt.header.isSigned() && !here.signer().verify(attempt.bytes)) {
            server.counters().badSignatures.increment();
            return SessionSetupAnswer.refused(NtStatus.ACCESS_DENIED, id, here.signer());
        }
        Session session = server.sessions().session(id);
        NtStatus refusal =
                SessionBinding.refusal(
                        new SessionBinding.Attempt(
                                negotiated,
                                session,
                                server.sessions().isInProgress(id),
                                attempt.header.isSigned(),
                                here != null));
        if (session == null || refusal != null) {
            NtStatus status = refusal == null ? NtStatus.USER_SESSION_DELETED : refusal;
            // So that the client can believe it, whose request was signed with the session's key.
            Signer signer =
                    session != null && attempt.header.isSigned()
                            ? session.protection().signer()
                            : null;
            return SessionSetupAnswer.refused(status, id, signer);
        }
        Signer signer = session.protection().signer();
        if (!signer.verify(attempt.bytes)) {
            server.counters().badSignatures.increment();
            return SessionSetupAnswer.refused(NtStatus.ACCESS_DENIED, id, signer);
        }
        Handshake handshake = handshakes.get(id);
        if (handshake == null) {
            if (handshakes.size() >= MAX_HANDSHAKES) {
                return SessionSetupAnswer.refused(NtStatus.INSUFFICIENT_RESOURCES, id, signer);
            }
            handshake = begin(Purpose.BINDING, id, session);
        }
        return proceed(handshake, attempt, signer);
    }

    private Handshake begin(Purpose purpose, long id, @Nullable Session session) {
        String[] user = {""};
        ClusterState state = state();
        NtlmServer.Accounts accounts =
                new NtlmServer.Accounts() {
                    @Override
                    public byte @Nullable [] ntHash(String name, String domain) {
                        user[0] = name;
                        return Users.ntHash(state, name);
                    }

                    @Override
                    public boolean anonymous() {
                        return state.settings().anonymousSessions();
                    }
                };
        String name = state.fileServerName();
        NtlmServer.Names names =
                new NtlmServer.Names(name, name, state.fileServerFqdn(), state.dnsDomain());
        SpnegoServer security =
                new SpnegoServer(new NtlmServer(names, accounts, server.time(), server.random()));
        Handshake handshake =
                new Handshake(
                        purpose,
                        id,
                        session,
                        new Handshake.Login(security, user),
                        negotiated.preauth());
        handshakes.put(id, handshake);
        return handshake;
    }

    private SessionSetupAnswer proceed(
            Handshake handshake, Attempt attempt, @Nullable Signer signer) {
        byte[] token = new byte[attempt.request.securityBuffer().remaining()];
        attempt.request.securityBuffer().duplicate().get(token);
        SpnegoServer.Step step = handshake.security().step(token);
        if (negotiated.dialect() == Dialect.SMB_3_1_1) {
            handshake.hash(attempt.bytes);
        }
        return switch (step) {
            case SpnegoServer.Continue next ->
                    new SessionSetupAnswer(
                            NtStatus.MORE_PROCESSING_REQUIRED,
                            new SessionSetup.Response(0, ByteBuffer.wrap(next.token())),
                            handshake.sessionId(),
                            signer,
                            null,
                            handshake::hash);
            case SpnegoServer.Refused refused -> {
                handshakes.remove(handshake.sessionId());
                yield refuse(handshake, refused.reason(), signer);
            }
            case SpnegoServer.Done done -> {
                handshakes.remove(handshake.sessionId());
                yield finish(handshake, attempt, done);
            }
        };
    }

    /** The same answer for every cause that says something of an account; the log knows more. */
    private SessionSetupAnswer refuse(
            Handshake handshake, Refusal reason, @Nullable Signer signer) {
        server.counters().logonFailures.increment();
        LOG.info(
                "logon of {} from {} refused: {}",
                Printable.of(handshake.user()),
                link.remote(),
                reason);
        abandon(handshake);
        if (handshake.purpose() == Purpose.REAUTHENTICATION) {
            handshake.existing().close();
        }
        NtStatus status =
                reason == Refusal.MALFORMED ? NtStatus.INVALID_PARAMETER : NtStatus.LOGON_FAILURE;
        return SessionSetupAnswer.refused(status, handshake.sessionId(), signer);
    }

    private void abandon(Handshake handshake) {
        if (handshake.purpose() == Purpose.NEW) {
            server.sessions().release(handshake.sessionId());
        }
    }

    private SessionSetupAnswer finish(
            Handshake handshake, Attempt attempt, SpnegoServer.Done done) {
        ClusterState state = state();
        Identity identity;
        if (done.client().isAnonymous()) {
            if (state.settings().encryptionRequired()) {
                // Anybody can compute its keys.
                return refuse(handshake, Refusal.ANONYMOUS, null);
            }
            identity = Identity.ANONYMOUS;
        } else {
            UserState user = Users.enabled(state, done.client().identity().user()).orElse(null);
            if (user == null) {
                // Removed while it logged on.
                return refuse(handshake, Refusal.LOGON_FAILURE, null);
            }
            identity = Users.identity(state, user);
        }
        return switch (handshake.purpose()) {
            case NEW -> establish(handshake, attempt, done, identity);
            case REAUTHENTICATION -> {
                Channel channel = channels.apply(handshake.sessionId());
                Session session = handshake.existing();
                boolean may = identity.isAnonymous() || sameUser(session, identity);
                if (channel == null || !may) {
                    yield refuse(handshake, Refusal.REJECTED, null);
                }
                session.become(identity);
                yield success(channel, done.token(), channel.signer());
            }
            case BINDING -> complete(handshake, done, identity);
        };
    }

    private SessionSetupAnswer establish(
            Handshake handshake, Attempt attempt, SpnegoServer.Done done, Identity identity) {
        Protection protection = protection(handshake, attempt.request, done.client());
        Session session =
                new Session(
                        handshake.sessionId(),
                        identity,
                        client(done.client().identity().workstation()),
                        protection,
                        server.sessions());
        if (!server.sessions().add(session)) {
            abandon(handshake);
            session.close();
            return SessionSetupAnswer.refused(
                    NtStatus.USER_SESSION_DELETED, handshake.sessionId(), null);
        }
        Channel channel = session.addChannel(link, protection.signer());
        if (channel == null) {
            return SessionSetupAnswer.refused(
                    NtStatus.USER_SESSION_DELETED, handshake.sessionId(), null);
        }
        server.counters().sessionsOpened.increment();
        LOG.debug("{}: session of {}", link.remote(), identity.userName());
        long previous = attempt.request.previousSessionId();
        if (previous != 0 && previous != handshake.sessionId()) {
            Session old = server.sessions().session(previous);
            if (old != null && sameUser(old, identity)) {
                old.close();
            }
        }
        return success(channel, done.token(), identity.isAnonymous() ? null : channel.signer());
    }

    private SessionSetupAnswer complete(
            Handshake handshake, SpnegoServer.Done done, Identity identity) {
        Session session = handshake.existing();
        long id = handshake.sessionId();
        Signer sessionSigner = session.protection().signer();
        if (!sameUser(session, identity)) {
            // As Windows; [MS-SMB2] 3.3.5.5.3 has another status.
            return SessionSetupAnswer.refused(NtStatus.ACCESS_DENIED, id, sessionSigner);
        }
        byte[] key = Arrays.copyOf(done.client().sessionKey(), SESSION_KEY_BYTES);
        byte[] signingKey =
                negotiated.dialect() == Dialect.SMB_3_1_1
                        ? SessionKeys.smb311SigningKey(key, handshake.preauth())
                        : SessionKeys.smb30SigningKey(key);
        Channel channel = session.addChannel(link, new Signer(negotiated.signing(), signingKey));
        if (channel == null) {
            NtStatus why =
                    session.isOpen()
                            ? NtStatus.INSUFFICIENT_RESOURCES
                            : NtStatus.USER_SESSION_DELETED;
            return SessionSetupAnswer.refused(why, id, sessionSigner);
        }
        return success(channel, done.token(), channel.signer());
    }

    private static SessionSetupAnswer success(
            Channel channel, byte[] token, @Nullable Signer signer) {
        Session session = channel.session();
        int flags = session.protection().encryptData() ? SessionSetup.SESSION_FLAG_ENCRYPT_DATA : 0;
        if (session.identity().isAnonymous()) {
            flags |= SessionSetup.SESSION_FLAG_IS_NULL;
        }
        return new SessionSetupAnswer(
                NtStatus.SUCCESS,
                new SessionSetup.Response(flags, ByteBuffer.wrap(token)),
                session.sessionId(),
                signer,
                channel,
                null);
    }

    private Protection protection(
            Handshake handshake, SessionSetup.Request request, NtlmServer.Authenticated logon) {
        byte[] sessionKey = logon.sessionKey();
        CipherAlgorithm cipher = negotiated.cipher();
        boolean encryptData = state().settings().encryptionRequired() && cipher != null;
        boolean signingRequired =
                !encryptData
                        && !logon.isAnonymous()
                        && (state().settings().signingRequired()
                                || negotiated.clientRequiresSigning()
                                || (request.securityMode() & Negotiate.SIGNING_REQUIRED) != 0);
        if (!negotiated.dialect().isSmb3()) {
            Signer signer =
                    new Signer(negotiated.signing(), Arrays.copyOf(sessionKey, SESSION_KEY_BYTES));
            return new Protection(signingRequired, false, signer, null, null, null);
        }
        PreauthHash preauth = handshake.preauth();
        SessionKeys keys =
                negotiated.dialect() == Dialect.SMB_3_1_1
                        ? SessionKeys.smb311(
                                sessionKey,
                                preauth,
                                cipher == null ? CipherAlgorithm.AES_128_CCM : cipher)
                        : SessionKeys.smb30(sessionKey);
        Signer signer = new Signer(negotiated.signing(), keys.signing());
        if (cipher == null) {
            return new Protection(signingRequired, false, signer, null, null, null);
        }
        return new Protection(
                signingRequired,
                encryptData,
                signer,
                new FrameSealer(cipher, keys.serverToClient(), server.random()),
                new FrameOpener(cipher, keys.clientToServer()),
                cipher);
    }

    private ClientInfo client(String workstation) {
        String name = workstation.isEmpty() ? link.remote() : Printable.of(workstation);
        return new ClientInfo(
                negotiated.clientGuid(),
                negotiated.dialect(),
                negotiated.client().capabilities(),
                link.remote(),
                name,
                server.cluster().nodeName());
    }

    private static boolean sameUser(Session session, Identity identity) {
        return Names.same(session.user().userSid(), identity.userSid());
    }

    private ClusterState state() {
        return server.cluster().state();
    }
}
