package io.onehop.rpc;

import io.onehop.base.TimeSource;
import io.onehop.rpc.pdu.AuthLevel;
import io.onehop.rpc.pdu.AuthTrailer;
import io.onehop.rpc.pdu.SyntaxId;
import io.onehop.wire.ntlm.Identity;
import io.onehop.wire.ntlm.NtHash;
import io.onehop.wire.ntlm.NtlmClient;
import io.onehop.wire.ntlm.NtlmServer;
import io.onehop.wire.spnego.SpnegoClient;
import io.onehop.wire.spnego.SpnegoServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A client's and a server's connection joined by queues, with real authentication. */
public final class Loopback {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] HASH = NtHash.of("Passw0rd!");

    public static final RpcPeer PEER =
            new RpcPeer(
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.11"), 49152),
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1024),
                    null);

    /** Accounts with one user, tester. */
    public static final SecurityProvider NTLM =
            (type, level) ->
                    type == AuthTrailer.SPNEGO || type == AuthTrailer.NTLM
                            ? SpnegoSecurityContext.server(
                                    new SpnegoServer(
                                            new NtlmServer(
                                                    new NtlmServer.Names("N1", "WG", "", ""),
                                                    (user, domain) ->
                                                            user.equalsIgnoreCase("tester")
                                                                    ? HASH
                                                                    : null,
                                                    TimeSource.SYSTEM,
                                                    RANDOM)),
                                    identity ->
                                            new RpcCaller(
                                                    identity.domain(),
                                                    identity.user(),
                                                    "S-1-5-21-1-2-3-1000",
                                                    false,
                                                    true),
                                    level.signs())
                            : null;

    public final ManualExecutor executor = new ManualExecutor();
    public final RpcServerConnection server;
    public final RpcClientConnection client;
    public final List<String> closed = new ArrayList<>();
    private final Deque<ByteBuffer> toServer = new ArrayDeque<>();
    private final Deque<ByteBuffer> toClient = new ArrayDeque<>();

    /** What happens to the client's packets on the way. */
    public UnaryOperator<ByteBuffer> meddler = UnaryOperator.identity();

    public Loopback(RpcService service, SyntaxId syntax, @Nullable ClientSecurity security) {
        server = new RpcServerConnection(service, PEER, sink(toClient), executor);
        client = new RpcClientConnection(syntax, security, sink(toServer));
    }

    public static RpcService service(RpcInterface target) {
        return new RpcService(List.of(target), NTLM, new RpcAssociations(), "49152");
    }

    public static ClientSecurity credentials(AuthLevel level, String password) {
        NtlmClient ntlm =
                new NtlmClient(
                        new NtlmClient.Credentials(
                                new Identity("WG", "tester", "C1"), NtHash.of(password)),
                        NtlmClient.Target.UNKNOWN,
                        TimeSource.SYSTEM,
                        RANDOM);
        return new ClientSecurity(
                AuthTrailer.SPNEGO, level, SpnegoSecurityContext.client(new SpnegoClient(ntlm)));
    }

    public CompletableFuture<Void> bind() {
        CompletableFuture<Void> bound = client.bind();
        run();
        return bound;
    }

    public CompletableFuture<byte[]> call(int opnum, byte[] stub) {
        CompletableFuture<byte[]> result = client.call(opnum, stub);
        run();
        return result;
    }

    /** Hands a packet of a client that is not ours to the server. */
    public void inject(byte[] packet) {
        toServer.add(ByteBuffer.wrap(packet));
        run();
    }

    public void run() {
        executor.runAll();
        while (!toServer.isEmpty() || !toClient.isEmpty()) {
            ByteBuffer up = toServer.poll();
            if (up != null) {
                server.onBytes(meddler.apply(up));
            }
            executor.runAll();
            ByteBuffer down = toClient.poll();
            if (down != null) {
                client.onBytes(down);
            }
        }
    }

    private RpcSink sink(Deque<ByteBuffer> queue) {
        return new RpcSink() {
            @Override
            public void send(ByteBuffer packet) {
                queue.add(packet);
            }

            @Override
            public void close(String reason) {
                closed.add(reason);
            }
        };
    }
}
