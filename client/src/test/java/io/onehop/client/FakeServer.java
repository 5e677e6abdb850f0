package io.onehop.client;

import io.onehop.base.TimeSource;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.crypto.Signer;
import io.onehop.wire.crypto.SigningAlgorithm;
import io.onehop.wire.ntlm.NtHash;
import io.onehop.wire.ntlm.NtlmServer;
import io.onehop.wire.smb2.Close;
import io.onehop.wire.smb2.Create;
import io.onehop.wire.smb2.CreateContext;
import io.onehop.wire.smb2.ErrorResponse;
import io.onehop.wire.smb2.FileId;
import io.onehop.wire.smb2.Header;
import io.onehop.wire.smb2.Ioctl;
import io.onehop.wire.smb2.Logoff;
import io.onehop.wire.smb2.Negotiate;
import io.onehop.wire.smb2.NtStatus;
import io.onehop.wire.smb2.OpenInformation;
import io.onehop.wire.smb2.Request;
import io.onehop.wire.smb2.Response;
import io.onehop.wire.smb2.SessionSetup;
import io.onehop.wire.smb2.TreeConnect;
import io.onehop.wire.spnego.SpnegoServer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A scripted server of SMB 2.1 with signing; each connection has a thread. What it answers to a
 * request on a file, a test says.
 */
final class FakeServer implements AutoCloseable {
    static final String USER = "tester";
    static final String PASSWORD = "secret";

    /** What a test wants to happen. */
    sealed interface Act {
        record Answer(NtStatus status, Response body) implements Act {}

        /** Close the connection instead of an answer. */
        record Hang() implements Act {}

        /** Answer with a signature that is wrong. */
        record Forge(Response body) implements Act {}

        /** Say that the answer comes later, then answer. */
        record Later(Response body) implements Act {}

        static Act ok(Response body) {
            return new Answer(NtStatus.SUCCESS, body);
        }

        static Act refuse(NtStatus status) {
            return new Answer(status, ErrorResponse.EMPTY);
        }
    }

    /** What a test says to a request that is about files. */
    interface Script {
        Act on(Request request);
    }

    private final ServerSocket listener;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong lastFile = new AtomicLong();

    FakeServer(InetAddress address, int port, Script script) throws IOException {
        this.listener = new ServerSocket(port, 50, address);
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Ends every connection, and takes none until it is closed. */
    void die() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** An open of a file with this id. */
    Create.Response opened(long fileId) {
        return new Create.Response(
                0,
                0,
                Create.FILE_OPENED,
                OpenInformation.NONE,
                new FileId(fileId, lastFile.incrementAndGet()),
                List.of(new CreateContext.QueryOnDiskIdResponse(fileId, 1)));
    }

    static Act closed() {
        return Act.ok(new Close.Response(0, OpenInformation.NONE));
    }

    @Override
    public void close() throws IOException {
        die();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                if (listener.isClosed()) {
                    // It came while those that were open before were being closed.
                    socket.close();
                }
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // The listener was closed.
            open.removeIf(Socket::isClosed);
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Connection(socket).run();
        } catch (EOFException | java.net.SocketException e) {
            // The client has gone, or the test wants it so.
            open.remove(socket);
        } catch (IOException | MalformedMessageException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Connection {
        private final DataInputStream in;
        private final DataOutputStream out;
        private final SpnegoServer spnego =
                new SpnegoServer(
                        new NtlmServer(
                                new NtlmServer.Names("FAKE", "FAKE", "", ""),
                                (user, domain) ->
                                        user.equalsIgnoreCase(USER) ? NtHash.of(PASSWORD) : null,
                                TimeSource.SYSTEM,
                                new SecureRandom()));
        private @Nullable Signer signer;

        Connection(Socket socket) throws IOException {
            this.in = new DataInputStream(socket.getInputStream());
            this.out = new DataOutputStream(socket.getOutputStream());
        }

        void run() throws IOException, MalformedMessageException {
            boolean going = true;
            while (going) {
                byte[] frame = new byte[in.readInt()];
                in.readFully(frame);
                WireReader reader = new WireReader(frame);
                Header header = Header.decode(reader);
                Request request = Request.decode(header, reader);
                Signer known = signer;
                if (known != null && !known.verify(ByteBuffer.wrap(frame))) {
                    throw new IllegalStateException("a wrong signature of the client");
                }
                going = act(header, answer(request));
            }
        }

        private boolean act(Header header, Act act) throws IOException {
            switch (act) {
                case Act.Answer answer -> send(header, answer.status, answer.body, false);
                case Act.Forge forge -> send(header, NtStatus.SUCCESS, forge.body, true);
                case Act.Later later -> {
                    Header interim = header.withFlags(0).async(77);
                    send(interim, NtStatus.PENDING, ErrorResponse.EMPTY, false);
                    send(interim, NtStatus.SUCCESS, later.body, false);
                }
                case Act.Hang ignored -> {
                    return false;
                }
            }
            return true;
        }

        private Act answer(Request request) {
            return switch (request) {
                case Negotiate.Request ignored -> Act.ok(negotiated());
                case SessionSetup.Request setup -> authenticate(setup);
                case TreeConnect.Request ignored ->
                        Act.ok(
                                new TreeConnect.Response(
                                        TreeConnect.SHARE_TYPE_DISK, 0, 0, 0x1F01FF));
                case Ioctl.Request ignored -> Act.refuse(NtStatus.NOT_SUPPORTED);
                case Logoff.Request ignored -> Act.ok(new Logoff.Response());
                default -> script.on(request);
            };
        }

        private Response negotiated() {
            return new Negotiate.Response(
                    Negotiate.SIGNING_ENABLED | Negotiate.SIGNING_REQUIRED,
                    0x0210,
                    UUID.randomUUID(),
                    Negotiate.GLOBAL_CAP_LARGE_MTU,
                    new Negotiate.MaxSizes(1 << 20, 1 << 20, 1 << 20),
                    0,
                    0,
                    ByteBuffer.wrap(SpnegoServer.hint()),
                    List.of());
        }

        private Act authenticate(SessionSetup.Request setup) {
            byte[] token = new byte[setup.securityBuffer().remaining()];
            setup.securityBuffer().get(token);
            return switch (spnego.step(token)) {
                case SpnegoServer.Continue more ->
                        new Act.Answer(
                                NtStatus.MORE_PROCESSING_REQUIRED,
                                new SessionSetup.Response(0, ByteBuffer.wrap(more.token())));
                case SpnegoServer.Refused ignored -> Act.refuse(NtStatus.LOGON_FAILURE);
                case SpnegoServer.Done done -> {
                    signer = new Signer(SigningAlgorithm.HMAC_SHA256, done.client().sessionKey());
                    yield Act.ok(new SessionSetup.Response(0, ByteBuffer.wrap(done.token())));
                }
            };
        }

        private void send(Header request, NtStatus status, Response body, boolean forged)
                throws IOException {
            Signer known = signer;
            Header header = request.response(status, 32).withIds(5, 42);
            if (request.isAsync()) {
                header = header.async(request.asyncId());
            }
            boolean signed = known != null && !status.equals(NtStatus.PENDING);
            WireWriter writer = new WireWriter();
            header.withFlags(header.flags() | (signed ? Header.FLAGS_SIGNED : 0)).encode(writer);
            body.encode(writer);
            ByteBuffer payload = body.payload();
            if (payload != null) {
                writer.bytes(payload);
            }
            byte[] message = writer.toBytes();
            if (known != null && signed) {
                known.sign(ByteBuffer.wrap(message));
            }
            if (forged) {
                message[Header.SIGNATURE_OFFSET] ^= 1;
            }
            out.writeInt(message.length);
            out.write(message);
            out.flush();
        }
    }
}
