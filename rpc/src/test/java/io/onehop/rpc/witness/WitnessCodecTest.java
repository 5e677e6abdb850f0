package io.onehop.rpc.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.rpc.Capture;
import io.onehop.rpc.Mutations;
import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.pdu.Pdu;
import io.onehop.rpc.pdu.PduFrame;
import io.onehop.rpc.pdu.PduType;
import io.onehop.wire.MalformedMessageException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Reads what a real client and server said, and writes it again byte for byte. */
class WitnessCodecTest {
    private static final String CAPTURE = "witness-registerex-client-move";

    @Test
    void readsAndWritesTheInterfaceList() throws MalformedMessageException {
        byte[] stub = stubs(PduType.RESPONSE).getFirst();
        GetInterfaceList.Response list = GetInterfaceList.Response.decode(new NdrReader(stub));
        assertThat(list.interfaces())
                .containsExactly(
                        new InterfaceInfo(
                                "cluster",
                                0x00020000,
                                ResourceState.AVAILABLE,
                                InetAddress.ofLiteral("127.0.0.11"),
                                false),
                        new InterfaceInfo(
                                "cluster",
                                0x00020000,
                                ResourceState.AVAILABLE,
                                InetAddress.ofLiteral("127.0.0.12"),
                                true));
        same(list.encode(), stub);
    }

    @Test
    void readsAndWritesARegistration() throws MalformedMessageException {
        byte[] stub = stubs(PduType.REQUEST).get(1);
        Register.Request request = Register.Request.decodeExtended(new NdrReader(stub));
        assertThat(request.version()).isEqualTo(Register.VERSION_2);
        assertThat(request.names())
                .isEqualTo(new Registrant("CLUSTER", "share", "127.0.0.12", "capclient"));
        assertThat(request.keepAliveSeconds()).isEqualTo(120);
        same(request.encode(), stub);
        byte[] answer = stubs(PduType.RESPONSE).get(1);
        Register.Response response = Register.Response.decode(new NdrReader(answer));
        assertThat(response.handle().isNull()).isFalse();
        same(response.encode(), answer);
    }

    @Test
    void readsAndWritesAClientMove() throws MalformedMessageException {
        byte[] question = stubs(PduType.REQUEST).get(2);
        same(AsyncNotify.Request.decode(new NdrReader(question)).encode(), question);
        byte[] stub = stubs(PduType.RESPONSE).get(2);
        AsyncNotify.Response response = AsyncNotify.Response.decode(new NdrReader(stub));
        assertThat(response.notification())
                .isEqualTo(
                        new Notification.Move(
                                Notification.MoveKind.CLIENT_MOVE,
                                List.of(
                                        new Notification.Address(
                                                InetAddress.ofLiteral("127.0.0.12"),
                                                Notification.Address.ONLINE))));
        same(response.encode(), stub);
    }

    @Test
    void readsAndWritesAnUnregistration() throws MalformedMessageException {
        byte[] question = stubs(PduType.REQUEST).get(3);
        same(UnRegister.Request.decode(new NdrReader(question)).encode(), question);
        byte[] stub = stubs(PduType.RESPONSE).get(3);
        same(UnRegister.Response.decode(new NdrReader(stub)).encode(), stub);
    }

    @Test
    void roundTripsWhatWasNotCaptured() throws MalformedMessageException {
        AsyncNotify.Response changes =
                new AsyncNotify.Response(
                        new Notification.ResourceChange(
                                List.of(
                                        new Notification.Change(ResourceState.UNAVAILABLE, "N1"),
                                        new Notification.Change(ResourceState.AVAILABLE, "N22"))),
                        0);
        assertThat(AsyncNotify.Response.decode(new NdrReader(changes.encode()))).isEqualTo(changes);
        AsyncNotify.Response move =
                new AsyncNotify.Response(
                        new Notification.Move(
                                Notification.MoveKind.IP_CHANGE,
                                List.of(
                                        new Notification.Address(
                                                InetAddress.ofLiteral("fe80::1"), 16))),
                        0);
        assertThat(AsyncNotify.Response.decode(new NdrReader(move.encode()))).isEqualTo(move);
        AsyncNotify.Response failure = AsyncNotify.Response.failure(WitnessStatus.TIMEOUT);
        assertThat(AsyncNotify.Response.decode(new NdrReader(failure.encode()))).isEqualTo(failure);
        Register.Request old =
                new Register.Request(
                        false, Register.VERSION_1, new Registrant("n", null, null, "c"), 0, 0);
        assertThat(Register.Request.decode(new NdrReader(old.encode()))).isEqualTo(old);
        GetInterfaceList.Response none =
                new GetInterfaceList.Response(List.of(), WitnessStatus.NO_MORE_ITEMS);
        assertThat(GetInterfaceList.Response.decode(new NdrReader(none.encode()))).isEqualTo(none);
        UnRegister.ResponseEx ex =
                new UnRegister.ResponseEx(ContextHandle.of(new UUID(1, 2)), 0x57);
        assertThat(UnRegister.ResponseEx.decode(new NdrReader(ex.encode()))).isEqualTo(ex);
    }

    @Test
    void survivesTruncationAndMutation() throws MalformedMessageException {
        for (byte[] stub : stubs(PduType.REQUEST)) {
            Mutations.survive(stub, in -> Register.Request.decodeExtended(new NdrReader(in)));
            Mutations.survive(stub, in -> Register.Request.decode(new NdrReader(in)));
            Mutations.survive(stub, in -> AsyncNotify.Request.decode(new NdrReader(in)));
        }
        for (byte[] stub : stubs(PduType.RESPONSE)) {
            Mutations.survive(stub, in -> AsyncNotify.Response.decode(new NdrReader(in)));
            Mutations.survive(stub, in -> GetInterfaceList.Response.decode(new NdrReader(in)));
        }
        byte[] changes =
                new AsyncNotify.Response(
                                new Notification.ResourceChange(
                                        List.of(
                                                new Notification.Change(
                                                        ResourceState.AVAILABLE, "N1"))),
                                0)
                        .encode();
        Mutations.survive(changes, in -> AsyncNotify.Response.decode(new NdrReader(in)));
    }

    @Test
    void matchesClientNamesByPattern() {
        assertThat(Wildcard.matches("*", "C1.example.com")).isTrue();
        assertThat(Wildcard.matches("c1*", "C1.example.com")).isTrue();
        assertThat(Wildcard.matches("*.example.*m", "C1.example.com")).isTrue();
        assertThat(Wildcard.matches("c1", "C1.example.com")).isFalse();
        assertThat(Wildcard.matches("c1.example.com", "C1.example.com")).isTrue();
        assertThat(Wildcard.matches("", "C1")).isFalse();
        assertThat(Wildcard.matches("*", null)).isFalse();
    }

    private static List<byte[]> stubs(PduType type) throws MalformedMessageException {
        List<byte[]> stubs = new ArrayList<>();
        for (Capture.Packet packet : Capture.packets(CAPTURE, 1)) {
            PduFrame frame = PduFrame.decode(packet.bytes());
            if (frame.header().type() == type) {
                switch (frame.body()) {
                    case Pdu.Request request -> stubs.add(request.stub());
                    case Pdu.Response response -> stubs.add(response.stub());
                    case Pdu other -> throw new AssertionError(other);
                }
            }
        }
        return stubs;
    }

    private static void same(byte[] actual, byte[] expected) {
        assertThat(HexFormat.of().formatHex(actual)).isEqualTo(HexFormat.of().formatHex(expected));
    }
}
