package io.onehop.client.connection;

import io.onehop.base.Limits;
import io.onehop.base.TimeSource;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.smb2.Dialect;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.FsctlCode;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.Logoff;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NetworkInterfaceInfo;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.Response;
import io.onehop.wire.smb2.TreeConnect;
import io.onehop.wire.smb2.ValidateNegotiateInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session over one connection or several; one session a connection. [MS-SMB2] 3.2.1.3. Thread
 * safe.
 */
public final class SmbSession implements AutoCloseable {
    /** Large enough to hide the way, small enough to keep several of them going. */
    public static final int PREFERRED_IO_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(SmbSession.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LOGOFF_MILLIS = 500;

    /** What one credit pays for. */
    private static final int MAX_INTERFACES_BYTES = 64 << 10;

    /** Whom to log on where. */
    public record Logon(String serverName, UUID clientGuid, Credentials credentials) {}

    private final Channels channels;
    private final Logon logon;
    private final ConnectionProfile profile;
    private final Negotiated negotiated;
    private final SessionSecurity security;

    // We ask for no oplocks and no leases by ourselves, so there is nothing to give back.
    private volatile Consumer<Response> breaks =
            notification -> LOG.debug("{} ignored", notification);

    private SmbSession(Opened first, Logon logon, ConnectionProfile profile) {
        this.channels = new Channels(first.connection);
        first.connection.onBreak(this::broken);
        this.logon = logon;
        this.profile = profile;
        this.negotiated = first.negotiated;
        this.security = first.security;
    }

    /** A connection that is logged on or bound. */
    private record Opened(
            SmbConnection connection, Negotiated negotiated, SessionSecurity security) {}

    /**
     * Connects, negotiates and logs on.
     *
     * @throws StatusException if the server refuses the user
     */
    public static SmbSession open(InetSocketAddress address, Logon logon, ConnectionProfile profile)
            throws IOException {
        return new SmbSession(connect(address, logon, profile, null), logon, profile);
    }

    /**
     * Gives the session one more connection, to the same server at this or another address.
     *
     * @throws IOException if the server cannot or will not; the session is as it was then
     */
    public void bind(InetSocketAddress address) throws IOException {
        if (!negotiated.multiChannel()) {
            throw new IOException("the server has no sessions over several connections");
        }
        channels.expectMore();
        Opened more = connect(address, logon, profile, this);
        more.connection.onBreak(this::broken);
        if (!channels.add(more.connection)) {
            more.connection.close("the session has ended");
            throw new IOException("the session has ended");
        }
    }

    private static Opened connect(
            InetSocketAddress address,
            Logon logon,
            ConnectionProfile profile,
            @Nullable SmbSession bound)
            throws IOException {
        SmbConnection connection = SmbConnection.connect(address, profile, TimeSource.SYSTEM);
        boolean done = false;
        try {
            byte[] salt = new byte[Negotiation.SALT_BYTES];
            RANDOM.nextBytes(salt);
            Negotiate.Request offer =
                    Negotiation.offer(profile, logon.clientGuid(), logon.serverName(), salt);
            Negotiated negotiated = Negotiation.accept(profile, offer, connection.negotiate(offer));
            connection.negotiated(negotiated);
            Authentication authentication =
                    new Authentication(
                            connection,
                            negotiated,
                            profile,
                            Authentication.spnego(
                                    logon.credentials(), "cifs/" + logon.serverName(), "ONEHOP"));
            SessionSecurity security;
            if (bound == null) {
                security = authentication.run();
            } else if (negotiated.agreesWith(bound.negotiated)) {
                security = authentication.bind(bound.security);
            } else {
                throw new IOException(address + " is another server, or speaks otherwise");
            }
            done = true;
            return new Opened(connection, negotiated, security);
        } finally {
            if (!done) {
                connection.close("not logged on");
            }
        }
    }

    /**
     * Gives itself more connections, as the server's list of its interfaces suggests, as soon as
     * there is more to do than one request at a time.
     *
     * @param address that the session is connected to
     * @param most connections in all
     */
    public void growWhenBusy(Tree tree, InetSocketAddress address, int most) {
        if (negotiated.multiChannel() && most > 1) {
            channels.whenBusy(() -> grow(tree, address, most));
        }
    }

    private void grow(Tree tree, InetSocketAddress address, int most) {
        try {
            List<InetAddress> more =
                    ChannelPlan.further(interfaces(tree), address.getAddress(), most);
            for (InetAddress each : more) {
                bind(new InetSocketAddress(each, address.getPort()));
            }
            LOG.debug("{} channels to {}", channels.list().size(), logon.serverName());
        } catch (IOException e) {
            // It goes on with those that it has.
            LOG.debug("no more channels to {}", logon.serverName(), e);
        }
    }

    /** The server's addresses for further connections. [MS-SMB2] 3.2.4.20.10 */
    public List<NetworkInterfaceInfo> interfaces(Tree tree) throws IOException {
        Ioctl.Request request =
                new Ioctl.Request(
                        FsctlCode.QUERY_NETWORK_INTERFACE_INFO,
                        FileId.ANY,
                        ByteBuffer.allocate(0),
                        0,
                        MAX_INTERFACES_BYTES,
                        Ioctl.FLAG_IS_FSCTL);
        Reply reply = Await.reply(send(tree, request, 0));
        try {
            return NetworkInterfaceInfo.decodeAll(
                    new WireReader(reply.body(Ioctl.Response.class, "interfaces").output()));
        } catch (MalformedMessageException e) {
            throw new IOException("the list of interfaces is malformed", e);
        }
    }

    /** Its connections at this moment, the oldest first. */
    public List<SmbConnection> channels() {
        return channels.list();
    }

    /** Completes with the reason when the session has no connection any more. */
    public CompletableFuture<String> closed() {
        return channels.closed();
    }

    /** Ends all connections for a reason that their requests are told. */
    public void close(String reason) {
        channels.close(reason);
    }

    /** Is given breaks of oplocks and leases, on a reading thread: be quick. */
    public void onBreak(Consumer<Response> listener) {
        breaks = listener;
    }

    private void broken(Response notification) {
        breaks.accept(notification);
    }

    public Negotiated negotiated() {
        return negotiated;
    }

    public boolean signs() {
        return security.signs();
    }

    public boolean encrypts() {
        return security.encryptsAll();
    }

    /** Connects a share. [MS-SMB2] 3.2.4.2.4, 3.2.5.5. Flags count for 3.1.1 only. */
    public Tree connectTree(String serverName, String share, int flags) throws IOException {
        String path = "\\\\" + serverName + "\\" + share;
        int sent = negotiated.dialect() == Dialect.SMB_3_1_1 ? flags : 0;
        Reply reply =
                Await.reply(
                        channels.send(Call.plain(new TreeConnect.Request(sent, path, List.of()))));
        TreeConnect.Response answer = reply.body(TreeConnect.Response.class, "connect to " + path);
        Tree tree = new Tree(reply.header().treeId(), share, answer);
        if (tree.encrypted() && security.ciphers() == null) {
            throw new IOException(path + " is encrypted, and no cipher was agreed");
        }
        validateNegotiation(tree);
        return tree;
    }

    /** Sends a request that belongs to a tree. */
    public CompletableFuture<Reply> send(Tree tree, Request request, int largestBytes) {
        return channels.send(new Call(request, tree.id(), largestBytes, tree.encrypted()));
    }

    /** The most that one READ asks for now. */
    public int readBytes() {
        return ioBytes(negotiated.answer().maxSizes().maxReadSize());
    }

    /** The most that one WRITE carries now. */
    public int writeBytes() {
        return ioBytes(negotiated.answer().maxSizes().maxWriteSize());
    }

    private int ioBytes(long serversLimit) {
        long most = Math.min(serversLimit, Math.min(PREFERRED_IO_BYTES, Limits.MAX_IO_BYTES));
        long credits = negotiated.largeRequests() ? channels.creditsHeld() : 1;
        long paid = Math.max(1, credits) * CreditWindow.BYTES_PER_CREDIT;
        return (int) Math.max(1, Math.min(most, paid));
    }

    /** Makes sure that nobody changed the negotiation. [MS-SMB2] 3.2.5.5, 3.2.5.14.12. */
    private void validateNegotiation(Tree tree) throws IOException {
        Negotiate.Request offered = negotiated.offered();
        boolean offeredSmb3 =
                offered.dialects().stream().anyMatch(code -> code >= Dialect.SMB_3_0.code());
        if (negotiated.dialect() == Dialect.SMB_3_1_1 || !offeredSmb3 || !security.signs()) {
            return;
        }
        WireWriter input = new WireWriter();
        new ValidateNegotiateInfo.Request(
                        offered.capabilities(),
                        offered.clientGuid(),
                        offered.securityMode(),
                        offered.dialects())
                .encode(input);
        Ioctl.Request request =
                new Ioctl.Request(
                        FsctlCode.VALIDATE_NEGOTIATE_INFO,
                        FileId.ANY,
                        input.toBuffer(),
                        0,
                        ValidateNegotiateInfo.Response.LENGTH,
                        Ioctl.FLAG_IS_FSCTL);
        Reply reply = Await.reply(send(tree, request, 0));
        if (reply.status().equals(NtStatus.ACCESS_DENIED)) {
            close("the negotiation could not be validated");
            throw new IOException("the negotiation could not be validated");
        }
        // A server without this control says so in a signed answer, which proves as much.
        if (reply.status().isSuccess() && !matches(reply)) {
            close("the negotiation was tampered with");
            throw new IOException("the negotiation was tampered with");
        }
    }

    private boolean matches(Reply reply) throws IOException {
        Ioctl.Response answer = reply.body(Ioctl.Response.class, "validate the negotiation");
        Negotiate.Response seen = negotiated.answer();
        try {
            ValidateNegotiateInfo.Response said =
                    ValidateNegotiateInfo.Response.decode(new WireReader(answer.output()));
            return said.capabilities() == seen.capabilities()
                    && said.guid().equals(seen.serverGuid())
                    && said.securityMode() == seen.securityMode()
                    && said.dialect() == seen.dialectRevision();
        } catch (MalformedMessageException e) {
            LOG.debug("validate the negotiation", e);
            return false;
        }
    }

    /** Logs off, if the server answers at once, and closes the connections. */
    @Override
    public void close() {
        if (closed().isDone()) {
            return;
        }
        try {
            channels.send(Call.plain(new Logoff.Request()))
                    .get(LOGOFF_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("log off from {}", logon.serverName(), e);
        }
        close("closed by this client");
    }
}
