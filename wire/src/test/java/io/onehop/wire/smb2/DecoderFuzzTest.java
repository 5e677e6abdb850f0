package io.onehop.wire.smb2;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.wire.Fuzz;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No mutation of a message gets anything but the one exception out of a decoder. */
class DecoderFuzzTest {
    private static final List<MessageContract> COMMANDS =
            List.of(
                    new CancelTest(),
                    new ChangeNotifyTest(),
                    new CloseTest(),
                    new CreateTest(),
                    new EchoTest(),
                    new ErrorResponseTest(),
                    new FlushTest(),
                    new IoctlTest(),
                    new LockTest(),
                    new LogoffTest(),
                    new NegotiateTest(),
                    new OplockBreakTest(),
                    new QueryDirectoryTest(),
                    new QueryInfoTest(),
                    new ReadTest(),
                    new ServerToClientNotificationTest(),
                    new SessionSetupTest(),
                    new SetInfoTest(),
                    new TreeConnectTest(),
                    new TreeDisconnectTest(),
                    new WriteTest());

    private static List<byte[]> messages() {
        List<byte[]> out = new ArrayList<>();
        for (MessageContract command : COMMANDS) {
            for (int seed = 0; seed < 3; seed++) {
                command.generate(new Generator(seed)).forEach(m -> out.add(m.bytes()));
            }
            if (!command.captured().isEmpty()) {
                Captured.of(command.captured()).forEach(c -> out.add(c.bytes()));
            }
        }
        return out;
    }

    /** What could be read can be written, and reads the same again. */
    @Test
    void refusesOrReadsMutatedMessages() {
        fuzz(
                messages(),
                bytes -> {
                    Message message = Message.decode(bytes);
                    assertThat(Message.decode(message.bytes())).isEqualTo(message);
                });
    }

    @Test
    void refusesOrSplitsMutatedFrames() {
        List<byte[]> seeds = new ArrayList<>();
        Captured.of("compound").forEach(c -> seeds.add(c.bytes()));
        fuzz(
                seeds,
                bytes -> {
                    for (ByteBuffer message : CompoundSplitter.split(ByteBuffer.wrap(bytes))) {
                        byte[] one = new byte[message.remaining()];
                        message.get(one);
                        Message.decode(one);
                    }
                });
    }

    @Test
    void refusesOrReadsMutatedFramesOfOtherProtocols() {
        List<byte[]> seeds = new ArrayList<>();
        Captured.of("transform").forEach(c -> seeds.add(c.bytes()));
        WireWriter smb1 = new WireWriter();
        new Smb1Negotiate(List.of("NT LM 0.12", Smb1Negotiate.SMB_2_002)).encode(smb1);
        seeds.add(smb1.toBytes());
        WireWriter compressed = new WireWriter();
        new CompressionTransformHeader(100, 1, 0, 0).encode(compressed);
        seeds.add(compressed.toBytes());
        fuzz(
                seeds,
                bytes -> {
                    switch (ProtocolId.of(ByteBuffer.wrap(bytes))) {
                        case SMB1 -> Smb1Negotiate.decode(new WireReader(bytes));
                        case SMB2 -> Message.decode(bytes);
                        case TRANSFORM -> TransformHeader.decode(new WireReader(bytes));
                        case COMPRESSION ->
                                CompressionTransformHeader.decode(new WireReader(bytes));
                    }
                });
    }

    @Test
    void refusesOrReadsMutatedPayloads() {
        fuzz(
                PayloadTest.encoded(new Generator(1)),
                bytes -> {
                    int readers = 0;
                    for (PayloadTest.Decoder decoder : PayloadTest.DECODERS) {
                        readers += tryOne(decoder, bytes);
                    }
                    if (readers == 0) {
                        throw new MalformedMessageException("for all");
                    }
                });
    }

    private static int tryOne(PayloadTest.Decoder decoder, byte[] bytes) {
        try {
            decoder.decode(bytes);
            return 1;
        } catch (MalformedMessageException expected) {
            return 0;
        }
    }

    /** Mutations must neither all be refused nor all be read, or they would try nothing. */
    private static void fuzz(List<byte[]> seeds, Fuzz.Target target) {
        Fuzz.Outcome outcome = Fuzz.run(seeds, target);
        assertThat(outcome.read()).isPositive();
        assertThat(outcome.refused()).isPositive();
    }
}
