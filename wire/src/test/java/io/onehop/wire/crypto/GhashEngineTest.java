package io.onehop.wire.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GhashEngineTest {
    private static final long SEED = 20_261;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final byte[] key = bytes(16);
    private final GmacEngine reference = new GmacEngine(key);

    @Test
    void isAvailableAsTheLauncherStartsTheJvm() {
        assertThat(Ghash.isAvailable()).isTrue();
    }

    @Test
    void signsAsTheJdksCipherDoesWhateverTheLengthAndTheCut() throws GeneralSecurityException {
        GhashEngine engine = new GhashEngine(key);
        for (int length :
                new int[] {0, 1, 15, 16, 17, 4096, 8127, 8128, 8129, 8192, 20_000, 70_001}) {
            byte[] header = bytes(64);
            byte[] body = bytes(length);
            int cut = random.nextInt(length + 1);
            byte[] expected = sign(reference, header, ByteBuffer.wrap(body));
            ByteBuffer direct = ByteBuffer.allocateDirect(length).put(0, body);
            assertThat(sign(engine, header, direct.slice(0, cut), direct.slice(cut, length - cut)))
                    .as("length %s, cut %s, seed %s", length, cut, SEED)
                    .isEqualTo(expected);
        }
    }

    @Test
    void forgetsAMessageThatWasGivenUp() throws GeneralSecurityException {
        GhashEngine engine = new GhashEngine(key);
        engine.begin(bytes(64));
        engine.update(ByteBuffer.wrap(bytes(10_000)));
        byte[] header = bytes(64);
        ByteBuffer body = ByteBuffer.wrap(bytes(100));
        assertThat(sign(engine, header, body.duplicate()))
                .isEqualTo(sign(reference, header, body.duplicate()));
    }

    private static byte[] sign(MacEngine engine, byte[] header, ByteBuffer... parts)
            throws GeneralSecurityException {
        engine.begin(header);
        for (ByteBuffer part : parts) {
            engine.update(part);
        }
        return engine.finish();
    }

    private byte[] bytes(int count) {
        byte[] out = new byte[count];
        random.nextBytes(out);
        return out;
    }
}
