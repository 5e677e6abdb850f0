package io.onehop.rpc.pdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.rpc.Capture;
import io.onehop.rpc.Mutations;
import io.onehop.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PduTest {
    @Test
    void writesEveryCapturedPacketAsItWasRead() throws MalformedMessageException {
        for (String name : Capture.NAMES) {
            for (Capture.Packet packet : Capture.packets(name)) {
                PduFrame frame = PduFrame.decode(packet.bytes().clone());
                PduHeader header = frame.header();
                byte[] again =
                        PduFrame.encode(
                                frame.body(), header.flags(), header.callId(), frame.auth());
                assertThat(HexFormat.of().formatHex(again))
                        .isEqualTo(HexFormat.of().formatHex(packet.bytes()));
            }
        }
    }

    @Test
    void readsTheBindOfARealClient() throws MalformedMessageException {
        byte[] bytes = Capture.packets("witness-registerex-client-move", 1).getFirst().bytes();
        PduFrame frame = PduFrame.decode(bytes);
        Pdu.Bind bind = (Pdu.Bind) frame.body();
        assertThat(frame.header().has(PduHeader.SUPPORT_HEADER_SIGN)).isTrue();
        assertThat(bind.sizes()).isEqualTo(new FragmentSizes(5840, 5840));
        assertThat(bind.contexts()).hasSize(2);
        assertThat(bind.contexts().get(1).transfer().getFirst().isFeatureNegotiation()).isTrue();
        assertThat(bind.contexts().get(1).transfer().getFirst().featureBits()).isEqualTo(3);
        AuthTrailer auth = Objects.requireNonNull(frame.auth());
        assertThat(auth.type()).isEqualTo(AuthTrailer.SPNEGO);
        assertThat(auth.level()).isEqualTo(AuthLevel.INTEGRITY);
        assertThat(auth.contextId()).isEqualTo(1);
    }

    @Test
    void survivesTruncationAndMutationOfEveryCapturedPacket() {
        for (String name : Capture.NAMES) {
            for (Capture.Packet packet : Capture.packets(name)) {
                Mutations.survive(packet.bytes(), input -> PduFrame.decode(input).body());
            }
        }
    }

    @Test
    void refusesEveryTruncatedPacket() {
        for (Capture.Packet packet : Capture.packets("smbclient-list-shares")) {
            for (int length = 0; length < packet.bytes().length; length++) {
                byte[] cut = Arrays.copyOf(packet.bytes(), length);
                assertThatThrownBy(() -> PduFrame.decode(cut))
                        .isInstanceOf(MalformedMessageException.class);
            }
        }
    }

    @Test
    void roundTripsEveryKind() throws MalformedMessageException {
        UUID object = UUID.fromString("12345678-1234-1234-1234-123456789abc");
        List<Pdu> all =
                List.of(
                        new Pdu.BindNak(Pdu.BindNak.INVALID_CHECKSUM),
                        new Pdu.Fault(3, 1, 0x1C010002),
                        new Pdu.CoCancel(),
                        new Pdu.Orphaned(),
                        new Pdu.Shutdown(),
                        new Pdu.Auth3());
        for (Pdu pdu : all) {
            byte[] bytes = PduFrame.encode(pdu, PduHeader.SINGLE, 7, null);
            assertThat(PduFrame.decode(bytes).body()).isEqualTo(pdu);
        }
        Pdu.Request request = new Pdu.Request(5, 1, 2, object, new byte[] {1, 2, 3, 4, 5});
        byte[] bytes = PduFrame.encode(request, PduHeader.SINGLE | PduHeader.OBJECT_UUID, 7, null);
        Pdu.Request again = (Pdu.Request) PduFrame.decode(bytes).body();
        assertThat(again.object()).isEqualTo(object);
        assertThat(again.stub()).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void alignsTheTrailerOfCallDataToSixteenBytes() throws MalformedMessageException {
        for (int stub = 0; stub < 40; stub++) {
            Pdu.Response response = new Pdu.Response(stub, 0, 0, new byte[stub]);
            AuthTrailer auth = AuthTrailer.of(AuthTrailer.NTLM, AuthLevel.PRIVACY, 4, new byte[16]);
            PduFrame frame = PduFrame.decode(PduFrame.encode(response, PduHeader.SINGLE, 1, auth));
            assertThat((frame.trailerOffset() - PduFrame.STUB_OFFSET) % 16).isZero();
            assertThat(((Pdu.Response) frame.body()).stub()).hasSize(stub);
        }
    }

    @Test
    void refusesBigEndianAndOtherVersions() {
        byte[] good = Capture.packets("smbclient-list-shares").getFirst().bytes();
        byte[] bigEndian = good.clone();
        bigEndian[4] = 0;
        byte[] four = good.clone();
        four[0] = 4;
        assertThatThrownBy(() -> PduFrame.decode(bigEndian))
                .isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> PduFrame.decode(four))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void cutsAStreamWhereverItWasSplit() throws MalformedMessageException {
        List<Capture.Packet> packets = Capture.packets("witness-registerex-client-move", 1);
        int total = packets.stream().mapToInt(p -> p.bytes().length).sum();
        ByteBuffer all = ByteBuffer.allocate(total);
        packets.forEach(p -> all.put(p.bytes()));
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            PduStream stream = new PduStream();
            List<PduFrame> frames = new ArrayList<>();
            int at = 0;
            while (at < total) {
                int length = Math.min(total - at, random.nextInt(1, 400));
                ByteBuffer piece = all.slice(at, length);
                for (PduFrame f = stream.next(piece); f != null; f = stream.next(piece)) {
                    frames.add(f);
                }
                at += length;
            }
            assertThat(frames).hasSameSizeAs(packets);
        }
    }
}
