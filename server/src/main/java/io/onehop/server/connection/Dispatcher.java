package io.onehop.server.connection;

import io.onehop.base.Limits;
import io.onehop.server.connection.Outgoing.Seal;
import io.onehop.server.serve.Reply;
import io.onehop.server.serve.RequestMessage;
import io.onehop.server.session.Channel;
import io.onehop.server.session.Negotiated;
import io.onehop.server.session.Session;
import io.onehop.server.session.SessionSetupAnswer;
import io.onehop.server.session.SessionSetupHandler;
import io.onehop.server.session.TreeConnect;
import io.onehop.server.session.TreeConnector;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.crypto.Signer;
import io.onehop.wire.smb2.Command;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.Echo;
import io.onehop.wire.smb2.ErrorResponse;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.Logoff;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.Response;
import io.onehop.wire.smb2.SessionSetup;
import io.onehop.wire.smb2.TreeDisconnect;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps from an inherited request to whoever works on it: connection state, sequence number,
 * signature, session, tree, credit charge, command. [MS-SMB2] 3.3.5.2.2 to 3.3.5.2.11. On the
 * link's thread.
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** A request that brings no payload, with room for its own fields. 3.3.5.2. */
    private static final int SMALL_REQUEST_BYTES = 68 << 10;

    private static final int CTL_CODE_OFFSET = Header.LENGTH + 4;

    private final Connection connection;

    Dispatcher(Connection connection) {
        this.connection = connection;
    }

    /**
     * The checks that end the connection.
     *
     * @return false for CANCEL, which is done with
     */
    boolean admit(Exchange exchange) throws MalformedMessageException {
        Header header = exchange.header();
        connection.counters().requests.increment();
        if (header.isResponse()) {
            throw new MalformedMessageException("a response from a client");
        }
        Negotiated negotiated = connection.negotiated();
        if (negotiated == null && header.command() != Command.NEGOTIATE) {
            throw new MalformedMessageException(header.command() + " before NEGOTIATE");
        }
        boolean multiCredit = negotiated != null && negotiated.multiCredit();
        if (exchange.message().limit() > SMALL_REQUEST_BYTES
                && !(multiCredit && RequestFields.mayBeLarge(header.command()))) {
            throw new MalformedMessageException(
                    header.command() + " of " + exchange.message().limit() + " bytes");
        }
        if (header.command() == Command.CANCEL) {
            cancel(exchange);
            return false;
        }
        int charge = multiCredit ? Math.max(1, header.creditCharge()) : 1;
        if (!connection.window().consume(header.messageId(), charge)) {
            throw new MalformedMessageException("message id " + header.messageId());
        }
        return true;
    }

    void dispatch(Exchange exchange) throws MalformedMessageException {
        Header header = exchange.header();
        Channel channel = connection.channel(header.sessionId());
        exchange.in(channel);
        if (channel == null && header.isSigned() && !exchange.encrypted()) {
            exchange.signsWith(connection.orphanSigner(header.sessionId(), exchange.message()));
        }
        Command command = header.command();
        if (command == Command.NEGOTIATE) {
            negotiate(exchange);
            return;
        }
        if (command == Command.SESSION_SETUP) {
            sessionSetup(exchange);
            return;
        }
        if (!exchange.encrypted()) {
            NtStatus refusal =
                    SignatureCheck.refusal(
                            header, channel, exchange.message(), connection.counters());
            if (refusal != null) {
                exchange.chain().lost();
                answer(exchange, refusal);
                return;
            }
        }
        NtStatus orphaned = exchange.chain().inheritFile(exchange);
        if (orphaned != null) {
            answer(exchange, orphaned);
            return;
        }
        if (command == Command.ECHO && header.sessionId() == 0) {
            echo(exchange);
            return;
        }
        if (channel == null) {
            exchange.chain().lost();
            answer(exchange, NtStatus.USER_SESSION_DELETED);
            return;
        }
        if (channel.session().protection().encryptData() && !exchange.encrypted()) {
            answer(exchange, NtStatus.ACCESS_DENIED);
            return;
        }
        inSession(exchange, channel.session());
    }

    private void inSession(Exchange exchange, Session session) throws MalformedMessageException {
        switch (exchange.command()) {
            case ECHO -> echo(exchange);
            case LOGOFF -> {
                if (isWellFormed(exchange)) {
                    session.close();
                    reply(exchange, Reply.of(new Logoff.Response()));
                }
            }
            case TREE_CONNECT -> treeConnect(exchange, session);
            case TREE_DISCONNECT,
                    CREATE,
                    CLOSE,
                    FLUSH,
                    READ,
                    WRITE,
                    LOCK,
                    IOCTL,
                    QUERY_DIRECTORY,
                    CHANGE_NOTIFY,
                    QUERY_INFO,
                    SET_INFO,
                    OPLOCK_BREAK ->
                    onTree(exchange, session);
            case SERVER_TO_CLIENT_NOTIFICATION -> answer(exchange, NtStatus.INVALID_PARAMETER);
            case NEGOTIATE, SESSION_SETUP, CANCEL ->
                    throw new IllegalStateException(exchange.command() + " was done before");
        }
    }

    private void onTree(Exchange exchange, Session session) throws MalformedMessageException {
        Header header = exchange.header();
        TreeConnect tree = session.tree(header.treeId());
        if (tree == null) {
            exchange.chain().lost();
            answer(exchange, NtStatus.NETWORK_NAME_DELETED);
            return;
        }
        exchange.on(tree);
        if (tree.encrypt() && !exchange.encrypted()) {
            answer(exchange, NtStatus.ACCESS_DENIED);
            return;
        }
        if (header.command() == Command.TREE_DISCONNECT) {
            if (isWellFormed(exchange)) {
                session.removeTree(tree);
                reply(exchange, Reply.of(new TreeDisconnect.Response()));
            }
            return;
        }
        ByteBuffer message = exchange.message();
        long payloadBytes = RequestFields.payloadBytes(header.command(), message);
        if (connection.required().multiCredit()
                && !RequestFields.paid(header.creditCharge(), payloadBytes)) {
            answer(exchange, NtStatus.INVALID_PARAMETER);
            return;
        }
        if (header.command() == Command.IOCTL
                && message.limit() >= CTL_CODE_OFFSET + 4
                && TreeIoctls.handles(message.getInt(CTL_CODE_OFFSET))) {
            Ioctl.Request request = decodeIoctl(exchange);
            if (request != null) {
                reply(
                        exchange,
                        connection
                                .ioctls()
                                .answer(
                                        request,
                                        connection.required(),
                                        connection.remoteAddress().getAddress()));
            }
            return;
        }
        if (header.command() == Command.OPLOCK_BREAK) {
            acknowledged(exchange, session);
        }
        execute(exchange, tree);
    }

    /** A break has reached its client; whoever works on the request says whether it is right. */
    private static void acknowledged(Exchange exchange, Session session) {
        try {
            session.acknowledged(Request.decode(exchange.header(), body(exchange)));
        } catch (MalformedMessageException e) {
            LOG.debug("OPLOCK_BREAK: {}", e.getMessage());
        }
    }

    private void execute(Exchange exchange, TreeConnect tree) {
        RequestMessage request =
                new RequestMessage(exchange.header(), exchange.message(), exchange.encrypted());
        boolean begun = tree.execute(request, reply -> connection.replied(exchange, reply));
        if (!begun) {
            answer(exchange, NtStatus.NETWORK_NAME_DELETED);
        } else if (!exchange.isAnswered() && !exchange.isAsync()) {
            connection.requests().begun(exchange);
        }
    }

    private void negotiate(Exchange exchange) throws MalformedMessageException {
        if (connection.negotiated() != null) {
            throw new MalformedMessageException("a second NEGOTIATE");
        }
        if (exchange.header().isSigned() || exchange.chain().isCompound()) {
            answer(exchange, NtStatus.INVALID_PARAMETER);
            return;
        }
        Negotiate.Request request;
        try {
            request = Negotiate.Request.decode(body(exchange));
        } catch (MalformedMessageException e) {
            malformed(exchange, e);
            return;
        }
        connection.negotiated(
                exchange, connection.negotiation().negotiate(request, exchange.message()));
    }

    private void sessionSetup(Exchange exchange) {
        if (exchange.chain().isCompound()) {
            answer(exchange, NtStatus.INVALID_PARAMETER);
            return;
        }
        if (connection.sessionCount() >= Limits.MAX_SESSIONS_PER_CONNECTION
                && exchange.header().sessionId() == 0) {
            answer(exchange, NtStatus.TOO_MANY_SESSIONS);
            return;
        }
        SessionSetup.Request request;
        try {
            request = SessionSetup.Request.decode(body(exchange));
        } catch (MalformedMessageException e) {
            malformed(exchange, e);
            return;
        }
        SessionSetupAnswer answer =
                connection
                        .setup()
                        .handle(
                                new SessionSetupHandler.Attempt(
                                        exchange.header(),
                                        request,
                                        exchange.message(),
                                        exchange.encrypted()));
        Channel channel = answer.channel();
        if (channel != null && connection.joined(channel)) {
            connection.afterEndings(
                    channel.session(), () -> sessionSetupAnswered(exchange, answer));
        } else {
            sessionSetupAnswered(exchange, answer);
        }
    }

    private void sessionSetupAnswered(Exchange exchange, SessionSetupAnswer answer) {
        exchange.withIds(exchange.header().treeId(), answer.sessionId());
        exchange.answer();
        if (answer.status().isError()
                && !answer.status().equals(NtStatus.MORE_PROCESSING_REQUIRED)) {
            connection.counters().errors.increment();
        }
        Header request = exchange.header();
        Session encryption = connection.replies().seal(exchange).encryption();
        Response response = answer.response() == null ? ErrorResponse.EMPTY : answer.response();
        exchange.chain()
                .answered(
                        new Outgoing(
                                request.response(answer.status(), connection.grant(request)),
                                new Outgoing.Decoded(response),
                                encryption != null
                                        ? new Seal(null, encryption)
                                        : new Seal(setupSigner(exchange, answer), null),
                                null,
                                answer.hashed()));
    }

    private static @Nullable Signer setupSigner(Exchange exchange, SessionSetupAnswer answer) {
        return answer.signer() == null ? exchange.orphanSigner() : answer.signer();
    }

    private void treeConnect(Exchange exchange, Session session) throws MalformedMessageException {
        if (connection.required().dialect() == Dialect.SMB_3_1_1
                && !session.identity().isAnonymous()
                && !exchange.encrypted()
                && !exchange.header().isSigned()) {
            throw new MalformedMessageException("TREE_CONNECT without a signature");
        }
        io.onehop.wire.smb2.TreeConnect.Request request;
        try {
            request = io.onehop.wire.smb2.TreeConnect.Request.decode(body(exchange));
        } catch (MalformedMessageException e) {
            malformed(exchange, e);
            return;
        }
        TreeConnector.Result result =
                connection.trees().connect(session, connection.required(), request);
        TreeConnect tree = result.tree();
        exchange.chain().connected(tree == null ? 0 : tree.treeId(), result.status());
        if (tree == null || result.response() == null) {
            reply(exchange, new Reply.Failure(result.status(), result.contexts()));
            return;
        }
        exchange.withIds(tree.treeId(), session.sessionId());
        reply(exchange, Reply.of(result.response()));
    }

    /**
     * [MS-SMB2] 3.3.5.17. Answered before there is a session too, as Windows Server 2008 R2 does
     * and smbtorture's smb2.multichannel.bugs.bug_15346 expects; newer ones end the connection.
     */
    private void echo(Exchange exchange) {
        if (isWellFormed(exchange)) {
            reply(exchange, Reply.of(new Echo.Response()));
        }
    }

    /** [MS-SMB2] 3.3.5.16: has no sequence number and no answer of its own. */
    private void cancel(Exchange exchange) {
        Header header = exchange.header();
        if (!exchange.encrypted() && header.isSigned()) {
            Channel channel = connection.channel(header.sessionId());
            if (channel == null || !channel.signer().verify(exchange.message())) {
                LOG.debug("{}: CANCEL with a wrong signature", connection.remote());
                return;
            }
        }
        Exchange target =
                header.isAsync()
                        ? connection.requests().byAsyncId(header.asyncId())
                        : connection.requests().byMessageId(header.messageId());
        if (target != null && mayCancel(exchange, target)) {
            target.cancel();
        }
    }

    /** What must be protected is not cancelled by what is not. */
    private boolean mayCancel(Exchange cancel, Exchange target) {
        Channel channel = target.channel();
        return channel == null
                || cancel.encrypted()
                || cancel.header().isSigned()
                || (!channel.session().protection().signingRequired()
                        && !channel.session().protection().encryptData());
    }

    private Ioctl.@Nullable Request decodeIoctl(Exchange exchange) {
        try {
            return Ioctl.Request.decode(body(exchange));
        } catch (MalformedMessageException e) {
            malformed(exchange, e);
            return null;
        }
    }

    private static WireReader body(Exchange exchange) throws MalformedMessageException {
        WireReader in = new WireReader(exchange.message());
        in.seek(Header.LENGTH);
        return in;
    }

    /** Whether a request that says nothing has its form; if not, it is answered. */
    private boolean isWellFormed(Exchange exchange) {
        try {
            var _ = Request.decode(exchange.header(), body(exchange));
            return true;
        } catch (MalformedMessageException e) {
            malformed(exchange, e);
            return false;
        }
    }

    /** [MS-SMB2] 3.3.5.2.6. */
    private void malformed(Exchange exchange, MalformedMessageException e) {
        LOG.debug("{}: {}: {}", connection.remote(), exchange.command(), e.getMessage());
        connection.counters().malformed.increment();
        answer(exchange, NtStatus.INVALID_PARAMETER);
    }

    private static void answer(Exchange exchange, NtStatus status) {
        exchange.chain().answer(exchange, Reply.of(status));
    }

    private static void reply(Exchange exchange, Reply reply) {
        exchange.chain().reply(exchange, reply);
    }
}
