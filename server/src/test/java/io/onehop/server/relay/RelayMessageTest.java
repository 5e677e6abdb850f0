package io.onehop.server.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.server.relay.RelayMessage.Answer;
import io.onehop.server.serve.ClientInfo;
import io.onehop.server.serve.Identity;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import io.onehop.wire.WireWriter;
import io.onehop.wire.smb2.Dialect;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RelayMessageTest {
    private static final RelayMessage.Hello HELLO =
            new RelayMessage.Hello(
                    RelayMessage.VERSION,
                    0x1234_5678_9ABCL,
                    new Identity(
                            "demo",
                            "SOFS1",
                            "S-1-5-21-1-2-3-1000",
                            Set.of("S-1-1-0", "S-1-5-11"),
                            true),
                    new ClientInfo(
                            new UUID(1, 2),
                            Dialect.SMB_3_1_1,
                            0x7F,
                            "10.0.0.1:5000",
                            "HOST",
                            "fs2"));

    private static final List<RelayMessage> ALL =
            List.of(
                    HELLO,
                    new RelayMessage.Tree(7, "CSV1-Share", "Volume1", 12, 0x1F01FF),
                    new RelayMessage.Untree(7),
                    new RelayMessage.Request(9, 7, true, bytes(120)),
                    new RelayMessage.Cancel(9),
                    new Answer(9, Answer.Kind.FINAL, 0xC000_0022, bytes(9)),
                    new Answer(10, Answer.Kind.PENDING, 0, bytes(0)),
                    new Answer(11, Answer.Kind.NOT_SERVED, 0, bytes(0)),
                    new RelayMessage.Break(7, bytes(24)),
                    new RelayMessage.Broken(7),
                    new RelayMessage.Lost(9),
                    new RelayMessage.Become(Identity.ANONYMOUS));

    private static ByteBuffer bytes(int count) {
        byte[] out = new byte[count];
        for (int i = 0; i < count; i++) {
            out[i] = (byte) i;
        }
        return ByteBuffer.wrap(out);
    }

    private static byte[] encode(RelayMessage message) {
        WireWriter out = new WireWriter();
        message.encode(out);
        return out.bytes(message.payload()).toBytes();
    }

    @Test
    void readsWhatItWrote() throws MalformedMessageException {
        for (RelayMessage message : ALL) {
            assertThat(RelayMessage.decode(new WireReader(encode(message)))).isEqualTo(message);
        }
    }

    @Test
    void refusesAGreetingThatIsCutAnywhere() {
        byte[] whole = encode(HELLO);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> RelayMessage.decode(new WireReader(cut)))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void survivesRandomChanges() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = encode(ALL.get(random.nextInt(ALL.size())));
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(RelayMessage.decode(new WireReader(bytes)))
                        .as("seed %d", seed)
                        .isNotNull();
            } catch (MalformedMessageException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }
}
