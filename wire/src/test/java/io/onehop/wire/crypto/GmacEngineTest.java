package io.onehop.wire.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.SplittableRandom;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

class GmacEngineTest {
    private static final long SEED = 20_261;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final byte[] key = bytes(16);
    private final GmacEngine byJdk = new GmacEngine(Cipher.getInstance("AES/GCM/NoPadding"), key);

    GmacEngineTest() throws GeneralSecurityException {
        assumeThat(System.getProperty("os.arch")).isIn("amd64", "aarch64");
        NativeCrypto.load();
    }

    @Test
    void theLibraryIsThereOnTheProcessorsThatItIsMadeFor() {
        assertThat(NativeCrypto.gcm().getProvider().getName())
                .isEqualTo("AmazonCorrettoCryptoProvider");
    }

    @Test
    void bothSignTheSameWhateverTheLengthTheCutAndTheMemory() throws GeneralSecurityException {
        GmacEngine byLibrary = new GmacEngine(NativeCrypto.gcm(), key);
        for (int length : new int[] {0, 1, 15, 16, 17, 511, 4096, 8191, 8193, 20_000, 70_001}) {
            byte[] header = bytes(64);
            byte[] body = bytes(length);
            int cut = random.nextInt(length + 1);
            ByteBuffer direct = ByteBuffer.allocateDirect(length).put(0, body);
            ByteBuffer heap = ByteBuffer.allocate(length + 3).position(3).put(body).flip();
            byte[] expected = sign(byJdk, header, ByteBuffer.wrap(body));
            assertThat(
                            sign(
                                    byLibrary,
                                    header,
                                    direct.slice(0, cut),
                                    heap.duplicate().position(3 + cut)))
                    .as("length %s, cut %s, seed %s", length, cut, SEED)
                    .isEqualTo(expected);
            assertThat(
                            sign(
                                    byJdk,
                                    header,
                                    direct.slice(0, cut),
                                    heap.duplicate().position(3 + cut)))
                    .as("the same message again")
                    .isEqualTo(expected);
            assertThat(sign(byLibrary, header, direct.duplicate()))
                    .as("the same message again, by the library")
                    .isEqualTo(expected);
        }
    }

    @Test
    void aMessageThatWasGivenUpIsForgotten() throws GeneralSecurityException {
        GmacEngine byLibrary = new GmacEngine(NativeCrypto.gcm(), key);
        byLibrary.begin(bytes(64));
        byLibrary.update(ByteBuffer.wrap(bytes(10_000)));
        byte[] header = bytes(64);
        ByteBuffer body = ByteBuffer.wrap(bytes(100));
        assertThat(sign(byLibrary, header, body.duplicate()))
                .isEqualTo(sign(byJdk, header, body.duplicate()));
    }

    private static byte[] sign(MacEngine engine, byte[] header, ByteBuffer... parts)
            throws GeneralSecurityException {
        engine.begin(header);
        for (ByteBuffer part : parts) {
            engine.update(part);
            assertThat(part.remaining()).isZero();
        }
        return engine.finish();
    }

    private byte[] bytes(int count) {
        byte[] out = new byte[count];
        random.nextBytes(out);
        return out;
    }
}
