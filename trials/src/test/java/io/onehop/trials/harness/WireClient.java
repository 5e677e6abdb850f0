package io.onehop.trials.harness;

import io.onehop.client.connection.Await;
import io.onehop.client.connection.ConnectionProfile;
import io.onehop.client.connection.Credentials;
import io.onehop.client.connection.Reply;
import io.onehop.client.connection.SmbSession;
import io.onehop.client.connection.Tree;
import io.onehop.wire.dtyp.AccessMask;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.Read;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.Response;
import io.onehop.wire.smb2.Write;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client on one share of one node that sends the messages that a trial wants. */
public final class WireClient implements AutoCloseable {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int BREAK_SECONDS = 10;

    private final SmbSession session;
    private final Tree tree;
    private final BlockingQueue<Response> breaks = new LinkedBlockingQueue<>();

    private WireClient(SmbSession session, Tree tree) {
        this.session = session;
        this.tree = tree;
        session.onBreak(breaks::add);
    }

    /**
     * Logs on.
     *
     * @param guid who the client is
     * @param patienceMillis after which a silent connection is given up
     */
    public static WireClient on(String address, String share, UUID guid, int patienceMillis)
            throws IOException {
        SmbSession session =
                SmbSession.open(
                        smb(address),
                        new SmbSession.Logon(
                                TrialCluster.NAME,
                                guid,
                                Credentials.of(TrialCluster.USER, TrialCluster.PASSWORD)),
                        ConnectionProfile.DEFAULT.withTimeouts(CONNECT_MILLIS, patienceMillis));
        return new WireClient(session, session.connectTree(TrialCluster.NAME, share, 0));
    }

    /** Another share in the same session. */
    public WireClient share(String name) throws IOException {
        return new WireClient(session, session.connectTree(TrialCluster.NAME, name, 0));
    }

    public static InetSocketAddress smb(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 445);
    }

    public SmbSession session() {
        return session;
    }

    public Tree tree() {
        return tree;
    }

    /** Sends a request. */
    public CompletableFuture<Reply> send(Request request, int largestBytes) {
        return session.send(tree, request, largestBytes);
    }

    public Reply call(Request request) throws IOException {
        return Await.reply(send(request, 0));
    }

    /** Opens a file or directory to read and write, alone. */
    public Create.Request opening(
            String name, int disposition, int options, int oplock, CreateContext... contexts) {
        boolean directory = (options & Create.FILE_DIRECTORY_FILE) != 0;
        return new Create.Request(
                oplock,
                Create.IMPERSONATION_IMPERSONATION,
                AccessMask.FILE_GENERIC_READ | (directory ? 0 : AccessMask.FILE_GENERIC_WRITE),
                0,
                directory ? Create.FILE_SHARE_READ | Create.FILE_SHARE_WRITE : 0,
                disposition,
                options,
                name,
                List.of(contexts));
    }

    public Create.Response open(Create.Request request) throws IOException {
        return call(request).body(Create.Response.class, "open " + request.name());
    }

    public CompletableFuture<Reply> write(FileId file, long offset, byte[] bytes) {
        return send(
                new Write.Request(ByteBuffer.wrap(bytes), offset, file, Read.Channel.NONE, 0),
                bytes.length);
    }

    public NtStatus writeNow(FileId file, long offset, byte[] bytes) throws IOException {
        return Await.reply(write(file, offset, bytes)).status();
    }

    public CompletableFuture<Reply> read(FileId file, long offset, int bytes) {
        return send(
                new Read.Request(
                        Read.RESPONSE_DATA_OFFSET, 0, bytes, offset, file, 0, Read.Channel.NONE),
                bytes);
    }

    public byte[] readNow(FileId file, long offset, int bytes) throws IOException {
        return bytes(Await.reply(read(file, offset, bytes)));
    }

    public static Reply reply(CompletableFuture<Reply> sent) throws IOException {
        return Await.reply(sent);
    }

    /** What a READ was answered. */
    public static byte[] bytes(Reply reply) throws IOException {
        ByteBuffer data = reply.body(Read.Response.class, "read").data().duplicate();
        byte[] out = new byte[data.remaining()];
        data.get(out);
        return out;
    }

    /** The next break of an oplock or lease. */
    public Response nextBreak() {
        try {
            Response next = breaks.poll(BREAK_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no break within " + BREAK_SECONDS + " s");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Whether a break has come that nobody looked at. */
    public boolean hasBreak() {
        return !breaks.isEmpty();
    }

    /** Ends all connections without a word. */
    public void cut() {
        session.close("cut by the trial");
    }

    @Override
    public void close() {
        session.close();
    }
}
