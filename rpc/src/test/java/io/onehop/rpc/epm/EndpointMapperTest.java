package io.onehop.rpc.epm;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.Limits;
import io.onehop.rpc.Calls;
import io.onehop.rpc.Capture;
import io.onehop.rpc.Loopback;
import io.onehop.rpc.Mutations;
import io.onehop.rpc.RpcFaultException;
import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.ndr.NdrWriter;
import io.onehop.rpc.pdu.Pdu;
import io.onehop.rpc.pdu.PduFrame;
import io.onehop.rpc.pdu.SyntaxId;
import io.onehop.rpc.witness.WitnessInterface;
import io.onehop.wire.MalformedMessageException;
import java.net.InetAddress;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EndpointMapperTest {
    private static final SyntaxId OTHER = new SyntaxId(new UUID(5, 6), 2, 0);

    private final EndpointMapper mapper =
            new EndpointMapper(
                    () ->
                            List.of(
                                    new EndpointEntry(
                                            WitnessInterface.SYNTAX, null, 49152, "Witness"),
                                    new EndpointEntry(
                                            OTHER,
                                            InetAddress.ofLiteral("10.0.0.9"),
                                            5000,
                                            "Other")));

    @Test
    void answersTheCapturedQuestionWithTheAddressItWasAskedAt()
            throws MalformedMessageException, RpcFaultException {
        List<Capture.Packet> packets = Capture.packets("witness-registerex-client-move", 0);
        byte[] question = ((Pdu.Request) PduFrame.decode(packets.get(2).bytes()).body()).stub();
        EptMap.Response answer =
                EptMap.Response.decode(Calls.call(mapper, EptMap.OPNUM, question, false));
        byte[] captured = ((Pdu.Response) PduFrame.decode(packets.get(3).bytes()).body()).stub();
        EptMap.Response theirs = EptMap.Response.decode(new NdrReader(captured));
        assertThat(answer.status()).isZero();
        assertThat(answer.tcpTowers()).isEqualTo(theirs.tcpTowers());
        assertThat(answer.tcpTowers())
                .containsExactly(
                        new Tower(
                                WitnessInterface.SYNTAX,
                                SyntaxId.NDR32,
                                49152,
                                Loopback.PEER.local().getAddress()));
        assertThat(answer.towers().getFirst()).isEqualTo(theirs.towers().getFirst());
    }

    @Test
    void findsWhatItsOwnClientAsksFor() throws MalformedMessageException, RpcFaultException {
        byte[] question = EptMap.Request.of(Tower.asking(OTHER)).encode();
        EptMap.Response answer =
                EptMap.Response.decode(Calls.call(mapper, EptMap.OPNUM, question, false));
        assertThat(answer.tcpTowers()).extracting(Tower::port).containsExactly(5000);
    }

    @Test
    void saysWhatIsNotRegistered() throws MalformedMessageException, RpcFaultException {
        SyntaxId unknown = new SyntaxId(new UUID(7, 7), 1, 0);
        byte[] question = EptMap.Request.of(Tower.asking(unknown)).encode();
        EptMap.Response answer =
                EptMap.Response.decode(Calls.call(mapper, EptMap.OPNUM, question, false));
        assertThat(answer.status()).isEqualTo(EndpointMapper.NOT_REGISTERED);
        assertThat(answer.towers()).isEmpty();
    }

    @Test
    void listsInPieces() throws MalformedMessageException, RpcFaultException {
        NdrReader first = Calls.call(mapper, 2, lookup(ContextHandle.NULL, 1), false);
        ContextHandle next = first.contextHandle();
        assertThat(next.isNull()).isFalse();
        assertThat(first.u32()).isEqualTo(1);
        NdrReader second = Calls.call(mapper, 2, lookup(next, 1), false);
        next = second.contextHandle();
        assertThat(second.u32()).isEqualTo(1);
        NdrReader third = Calls.call(mapper, 2, lookup(next, 1), false);
        assertThat(third.contextHandle().isNull()).isTrue();
        assertThat(third.u32()).isZero();
    }

    @Test
    void survivesTruncationAndMutation() {
        Calls.survive(mapper, 3, EptMap.Request.of(Tower.asking(OTHER)).encode());
        Calls.survive(mapper, 2, lookup(ContextHandle.NULL, Limits.MAX_ENDPOINT_ENTRIES));
        byte[] tower =
                new Tower(OTHER, SyntaxId.NDR32, 1, InetAddress.ofLiteral("10.0.0.1")).encode();
        Mutations.survive(tower, Tower::decode);
        byte[] answer =
                new EptMap.Response(ContextHandle.NULL, 4, List.of(tower, tower), 0).encode();
        Mutations.survive(answer, in -> EptMap.Response.decode(new NdrReader(in)).tcpTowers());
    }

    private static byte[] lookup(ContextHandle handle, int most) {
        return new NdrWriter()
                .u32(EptLookup.ALL)
                .u32(0)
                .u32(0)
                .u32(1)
                .contextHandle(handle)
                .u32(most)
                .toBytes();
    }
}
