package io.onehop.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.Limits;
import io.onehop.rpc.pdu.AuthLevel;
import io.onehop.rpc.pdu.ContextResult;
import io.onehop.rpc.pdu.FragmentSizes;
import io.onehop.rpc.pdu.Pdu;
import io.onehop.rpc.pdu.PduFrame;
import io.onehop.rpc.pdu.PduHeader;
import io.onehop.rpc.pdu.PduType;
import io.onehop.rpc.pdu.PresentationContext;
import io.onehop.rpc.pdu.SyntaxId;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RpcConnectionTest {
    private final EchoInterface open = new EchoInterface(AuthLevel.NONE);

    @Test
    void carriesCallsWithoutAuthentication() {
        Loopback loop = new Loopback(Loopback.service(open), EchoInterface.SYNTAX, null);
        assertThat(loop.bind()).isCompleted();
        assertThat(loop.call(0, new byte[] {1, 2, 3}))
                .isCompletedWithValueMatching(value -> Arrays.equals(value, new byte[] {1, 2, 3}));
        assertThat(open.contexts.getFirst().caller()).isEqualTo(RpcCaller.ANONYMOUS);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONNECT", "CALL", "PACKET", "INTEGRITY", "PRIVACY"})
    void carriesCallsAtEveryLevel(AuthLevel level) {
        EchoInterface echo = new EchoInterface(level);
        Loopback loop =
                new Loopback(
                        Loopback.service(echo),
                        EchoInterface.SYNTAX,
                        Loopback.credentials(level, "Passw0rd!"));
        assertThat(loop.bind()).isCompleted();
        byte[] large = new byte[20_000];
        new Random(3).nextBytes(large);
        for (int length : new int[] {0, 1, 15, 16, 17, 5768, 5792, 5793, 20_000}) {
            byte[] stub = Arrays.copyOf(large, length);
            assertThat(loop.call(0, stub))
                    .isCompletedWithValueMatching(value -> Arrays.equals(value, stub));
        }
        CallContext context = echo.contexts.getFirst();
        assertThat(context.level()).isEqualTo(level);
        assertThat(context.caller().user()).isEqualTo("tester");
    }

    @Test
    void hidesStubsAtPrivacy() {
        Loopback loop = authenticated(AuthLevel.PRIVACY);
        byte[] stub = new byte[64];
        Arrays.fill(stub, (byte) 'A');
        List<String> seen = new ArrayList<>();
        loop.meddler =
                packet -> {
                    seen.add(StandardCharsets.US_ASCII.decode(packet.duplicate()).toString());
                    return packet;
                };
        assertThat(loop.call(0, stub))
                .isCompletedWithValueMatching(value -> Arrays.equals(value, stub));
        assertThat(seen).singleElement().asString().doesNotContain("AAAA");
    }

    @ParameterizedTest
    @EnumSource(names = {"INTEGRITY", "PRIVACY"})
    void refusesAPacketThatWasChanged(AuthLevel level) {
        for (int at : new int[] {20, 22, 24, 30, 45, 60}) {
            Loopback loop = authenticated(level);
            loop.meddler =
                    packet -> {
                        packet.put(at, (byte) (packet.get(at) ^ 1));
                        return packet;
                    };
            assertThat(faultOf(loop.call(0, new byte[16]))).isEqualTo(FaultStatus.ACCESS_DENIED);
            assertThat(loop.closed).isNotEmpty();
        }
    }

    @Test
    void refusesARequestWithoutSignatureAfterAuthentication() {
        Loopback loop = authenticated(AuthLevel.INTEGRITY);
        loop.inject(request(9, 0, 0, new byte[4]));
        assertThat(loop.closed).first().asString().contains("not signed");
    }

    @Test
    void refusesAWrongPassword() {
        Loopback loop =
                new Loopback(
                        Loopback.service(open),
                        EchoInterface.SYNTAX,
                        Loopback.credentials(AuthLevel.INTEGRITY, "wrong"));
        assertThat(loop.bind()).isCompletedExceptionally();
    }

    @Test
    void refusesCallsBelowTheInterfacesLevel() {
        EchoInterface strict = new EchoInterface(AuthLevel.PRIVACY);
        Loopback loop =
                new Loopback(
                        Loopback.service(strict),
                        EchoInterface.SYNTAX,
                        Loopback.credentials(AuthLevel.INTEGRITY, "Passw0rd!"));
        assertThat(loop.bind()).isCompleted();
        assertThat(faultOf(loop.call(0, new byte[0]))).isEqualTo(FaultStatus.ACCESS_DENIED);
        assertThat(strict.contexts).isEmpty();
    }

    @Test
    void answersCallsThatBreakDown() {
        Loopback loop = authenticated(AuthLevel.INTEGRITY);
        assertThat(faultOf(loop.call(3, new byte[0]))).isEqualTo(FaultStatus.UNSPECIFIED);
        assertThat(loop.call(0, new byte[] {9}))
                .isCompletedWithValueMatching(value -> Arrays.equals(value, new byte[] {9}));
    }

    @Test
    void answersOutOfOrderAndFromAnyThread() throws InterruptedException {
        Loopback loop = authenticated(AuthLevel.INTEGRITY);
        CompletableFuture<byte[]> first = loop.call(1, new byte[0]);
        CompletableFuture<byte[]> second = loop.call(1, new byte[0]);
        assertThat(loop.call(0, new byte[] {9}))
                .isCompletedWithValueMatching(value -> Arrays.equals(value, new byte[] {9}));
        assertThat(loop.server.outstandingCalls()).isEqualTo(2);
        Thread other = new Thread(() -> open.waiting.get(1).complete(new byte[] {2}));
        other.start();
        other.join();
        assertThat(second).isNotCompleted();
        loop.run();
        assertThat(second)
                .isCompletedWithValueMatching(value -> Arrays.equals(value, new byte[] {2}));
        open.waiting.getFirst().complete(new byte[] {1});
        loop.run();
        assertThat(first)
                .isCompletedWithValueMatching(value -> Arrays.equals(value, new byte[] {1}));
        assertThat(loop.server.outstandingCalls()).isZero();
    }

    @Test
    void boundsTheCallsThatWait() {
        Loopback loop = new Loopback(Loopback.service(open), EchoInterface.SYNTAX, null);
        assertThat(loop.bind()).isCompleted();
        for (int i = 0; i < Limits.MAX_RPC_CALLS_PER_CONNECTION; i++) {
            assertThat(loop.call(1, new byte[0])).isNotCompleted();
        }
        loop.inject(request(5000, 0, 1, new byte[0]));
        assertThat(loop.server.outstandingCalls()).isEqualTo(Limits.MAX_RPC_CALLS_PER_CONNECTION);
        assertThat(open.waiting).hasSize(Limits.MAX_RPC_CALLS_PER_CONNECTION);
    }

    @Test
    void cancelsCallsAndRunsDownHandlesWhenTheTransportGoes() {
        Loopback loop = new Loopback(Loopback.service(open), EchoInterface.SYNTAX, null);
        assertThat(loop.bind()).isCompleted();
        assertThat(loop.call(1, new byte[0])).isNotCompleted();
        loop.server.onClosed();
        loop.server.onClosed();
        assertThat(open.waiting.getFirst()).isCancelled();
        assertThat(open.closedAssociations).hasSize(1);
    }

    @Test
    void cancelsACallThatTheClientGivesUp() {
        Loopback loop = new Loopback(Loopback.service(open), EchoInterface.SYNTAX, null);
        assertThat(loop.bind()).isCompleted();
        CompletableFuture<byte[]> call = loop.call(1, new byte[0]);
        loop.inject(PduFrame.encode(new Pdu.CoCancel(), PduHeader.SINGLE, 2, null));
        assertThat(open.waiting.getFirst()).isCancelled();
        assertThat(faultOf(call)).isEqualTo(FaultStatus.CANCEL);
        assertThat(loop.call(1, new byte[0])).isNotCompleted();
        loop.inject(PduFrame.encode(new Pdu.Orphaned(), PduHeader.SINGLE, 3, null));
        assertThat(open.waiting.get(1)).isCancelled();
        assertThat(loop.closed).isEmpty();
    }

    @Test
    void faultsWithTheRightStatus() {
        Loopback loop = new Loopback(Loopback.service(open), EchoInterface.SYNTAX, null);
        assertThat(loop.bind()).isCompleted();
        assertThat(faultOf(loop.call(77, new byte[0]))).isEqualTo(FaultStatus.OP_RANGE_ERROR);
        assertThat(faultOf(loop.call(2, new byte[3]))).isEqualTo(FaultStatus.BAD_STUB_DATA);
        CompletableFuture<byte[]> failing = loop.call(1, new byte[0]);
        open.waiting.getFirst().completeExceptionally(new RpcFaultException(0x6E4));
        loop.run();
        assertThat(faultOf(failing)).isEqualTo(0x6E4);
    }

    @Test
    void refusesUnknownInterfacesAndLowerVersions() {
        SyntaxId unknown = new SyntaxId(new UUID(1, 2), 1, 0);
        SyntaxId newer = new SyntaxId(EchoInterface.SYNTAX.uuid(), 1, 3);
        SyntaxId older = new SyntaxId(EchoInterface.SYNTAX.uuid(), 1, 0);
        assertThat(new Loopback(Loopback.service(open), unknown, null).bind())
                .isCompletedExceptionally();
        assertThat(new Loopback(Loopback.service(open), newer, null).bind())
                .isCompletedExceptionally();
        assertThat(new Loopback(Loopback.service(open), older, null).bind()).isCompleted();
    }

    @Test
    void acceptsNdr32AmongSeveralContextsAndRefusesNdr64() throws MalformedMessageException {
        List<PduFrame> sent = new ArrayList<>();
        RpcServerConnection server = recording(sent);
        SyntaxId echo = EchoInterface.SYNTAX;
        server.onBytes(
                ByteBuffer.wrap(
                        bind(
                                new PresentationContext(0, echo, List.of(SyntaxId.NDR64)),
                                new PresentationContext(
                                        1, echo, List.of(SyntaxId.NDR64, SyntaxId.NDR32)),
                                new PresentationContext(
                                        2, new SyntaxId(new UUID(1, 1), 1, 0), List.of()),
                                new PresentationContext(3, echo, List.of(SyntaxId.features(7))))));
        Pdu.BindAck ack = (Pdu.BindAck) sent.getFirst().body();
        assertThat(ack.secondaryAddress()).isEqualTo("49152");
        assertThat(ack.associationGroup()).isNotZero();
        assertThat(ack.results())
                .containsExactly(
                        ContextResult.rejected(ContextResult.TRANSFER_SYNTAXES_NOT_SUPPORTED),
                        ContextResult.ACCEPTED,
                        ContextResult.rejected(ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED),
                        ContextResult.features(3));
        server.onBytes(ByteBuffer.wrap(request(2, 0, 0, new byte[4])));
        assertThat(((Pdu.Fault) sent.get(1).body()).status())
                .isEqualTo(FaultStatus.UNKNOWN_INTERFACE);
        server.onBytes(ByteBuffer.wrap(request(3, 1, 0, new byte[4])));
        assertThat(sent.get(2).header().type()).isEqualTo(PduType.RESPONSE);
    }

    @Test
    void agreesOnTheSmallerFragments() throws MalformedMessageException {
        List<PduFrame> sent = new ArrayList<>();
        RpcServerConnection server = recording(sent);
        Pdu bind =
                new Pdu.Bind(
                        false,
                        new FragmentSizes(4280, 2000),
                        0,
                        List.of(
                                new PresentationContext(
                                        0, EchoInterface.SYNTAX, List.of(SyntaxId.NDR32))));
        server.onBytes(ByteBuffer.wrap(PduFrame.encode(bind, PduHeader.SINGLE, 1, null)));
        assertThat(((Pdu.BindAck) sent.getFirst().body()).sizes())
                .isEqualTo(new FragmentSizes(2000, 4280));
        server.onBytes(ByteBuffer.wrap(request(2, 0, 0, new byte[4000])));
        assertThat(sent.stream().skip(1)).hasSize(3);
        assertThat(sent.stream().skip(1)).allMatch(f -> f.header().fragLength() <= 2000);
    }

    @Test
    void naksABindWithFragmentsBelowTheMinimum() throws MalformedMessageException {
        List<PduFrame> sent = new ArrayList<>();
        RpcServerConnection server = recording(sent);
        Pdu bind = new Pdu.Bind(false, new FragmentSizes(100, 100), 0, List.of());
        server.onBytes(ByteBuffer.wrap(PduFrame.encode(bind, PduHeader.SINGLE, 1, null)));
        assertThat(sent.getFirst().body()).isEqualTo(new Pdu.BindNak(Pdu.BindNak.NOT_SPECIFIED));
    }

    @Test
    void refusesACallLargerThanAnonymousOnesMayBe() {
        Loopback loop = new Loopback(Loopback.service(open), EchoInterface.SYNTAX, null);
        assertThat(loop.bind()).isCompleted();
        assertThat(loop.call(0, new byte[40_000])).isCompletedExceptionally();
        assertThat(loop.closed).isNotEmpty();
    }

    @Test
    void survivesMutatedConversations() {
        List<Capture.Packet> packets =
                Capture.packets("witness-registerex-client-move", 1).stream()
                        .filter(Capture.Packet::fromClient)
                        .toList();
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            RpcServerConnection server = recording(new ArrayList<>());
            for (Capture.Packet packet : packets) {
                byte[] bytes = packet.bytes().clone();
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                server.onBytes(ByteBuffer.wrap(bytes));
            }
            server.onClosed();
            assertThat(server.outstandingCalls()).isZero();
        }
    }

    private Loopback authenticated(AuthLevel level) {
        Loopback loop =
                new Loopback(
                        Loopback.service(open),
                        EchoInterface.SYNTAX,
                        Loopback.credentials(level, "Passw0rd!"));
        assertThat(loop.bind()).isCompleted();
        return loop;
    }

    private RpcServerConnection recording(List<PduFrame> sent) {
        RpcSink sink =
                new RpcSink() {
                    @Override
                    public void send(ByteBuffer packet) {
                        try {
                            sent.add(
                                    PduFrame.decode(
                                            new WireReader(packet).bytes(packet.remaining())));
                        } catch (MalformedMessageException e) {
                            throw new AssertionError(e);
                        }
                    }

                    @Override
                    public void close(String reason) {}
                };
        return new RpcServerConnection(Loopback.service(open), Loopback.PEER, sink, Runnable::run);
    }

    private static byte[] bind(PresentationContext... contexts) {
        Pdu bind = new Pdu.Bind(false, FragmentSizes.OFFERED, 0, List.of(contexts));
        return PduFrame.encode(bind, PduHeader.SINGLE, 1, null);
    }

    private static byte[] request(int callId, int contextId, int opnum, byte[] stub) {
        Pdu request = new Pdu.Request(stub.length, contextId, opnum, null, stub);
        return PduFrame.encode(request, PduHeader.SINGLE, callId, null);
    }

    private static int faultOf(CompletableFuture<byte[]> call) {
        assertThat(call).isCompletedExceptionally();
        Throwable failure = call.exceptionNow();
        if (failure instanceof CompletionException && failure.getCause() != null) {
            failure = failure.getCause();
        }
        assertThat(failure).isInstanceOf(RpcFaultException.class);
        return ((RpcFaultException) failure).status();
    }
}
