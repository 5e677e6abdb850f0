package io.onehop.wire.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.AEADBlockCipher;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrameCipherTest {
    private static final long SEED = 20_261_121;
    private static final HexFormat HEX = HexFormat.of();

    /** The submission of GCM to NIST, test case 4. */
    @Test
    void sealsAsTheGcmSpecificationDoes() throws GeneralSecurityException {
        byte[] plain =
                HEX.parseHex(
                        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
        byte[] nonce = HEX.parseHex("cafebabefacedbaddecaf888");
        byte[] associated = HEX.parseHex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        GcmAead gcm = new GcmAead(HEX.parseHex("feffe9928665731c6d6a8f9467308308"));
        ByteBuffer output = ByteBuffer.allocate(plain.length);
        byte[] tag =
                gcm.seal(
                        nonce,
                        associated,
                        output,
                        ByteBuffer.wrap(plain, 0, 7),
                        ByteBuffer.wrap(plain, 7, plain.length - 7));
        assertThat(HEX.formatHex(tag)).isEqualTo("5bc94fbc3221a5db94fae95ae7121a47");
        assertThat(HEX.formatHex(output.array()))
                .isEqualTo(
                        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                                + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091");
        assertThat(gcm.open(nonce, associated, tag, output.flip(), output.duplicate())).isTrue();
        assertThat(output.array()).isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithAnotherImplementation(CipherAlgorithm algorithm)
            throws InvalidCipherTextException {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int round = 0; round < 100; round++) {
            byte[] key = bytes(random, algorithm.keyBytes());
            byte[] plain = bytes(random, random.nextInt(round % 10 == 0 ? 70_000 : 200));
            ByteBuffer header = buffer(random, bytes(random, 52));
            FrameSealer sealer = new FrameSealer(algorithm, key, random);
            int cut = random.nextInt(plain.length + 1);
            ByteBuffer sealed = buffer(random, new byte[plain.length]);
            sealer.seal(
                    header,
                    sealed.duplicate(),
                    buffer(random, Arrays.copyOf(plain, cut)),
                    buffer(random, Arrays.copyOfRange(plain, cut, plain.length)));
            assertThat(content(header, 20 + algorithm.nonceBytes(), 36)).containsOnly(0);

            AEADBlockCipher other = other(algorithm);
            other.init(
                    false,
                    new AEADParameters(
                            new KeyParameter(key),
                            128,
                            content(header, 20, 20 + algorithm.nonceBytes()),
                            content(header, 20, 52)));
            byte[] theirs = new byte[other.getOutputSize(plain.length + 16)];
            int count =
                    other.processBytes(
                            content(sealed, 0, plain.length), 0, plain.length, theirs, 0);
            count += other.processBytes(content(header, 4, 20), 0, 16, theirs, count);
            other.doFinal(theirs, count);
            assertThat(Arrays.copyOf(theirs, plain.length)).isEqualTo(plain);

            refusesChanges(random, new FrameOpener(algorithm, key), header, sealed);
            FrameOpener opener = new FrameOpener(algorithm, key);
            ByteBuffer output =
                    random.nextBoolean()
                            ? sealed.duplicate()
                            : buffer(random, new byte[plain.length]);
            int start = output.position();
            assertThat(opener.open(header, sealed, output)).isTrue();
            assertThat(output.position()).isEqualTo(start + plain.length);
            output.flip().position(start);
            assertThat(content(output, 0, plain.length)).isEqualTo(plain);
        }
    }

    private static void refusesChanges(
            Random random, FrameOpener opener, ByteBuffer header, ByteBuffer sealed) {
        ByteBuffer changed = ByteBuffer.allocate(52).put(header.duplicate()).flip();
        int at = 4 + random.nextInt(48);
        changed.put(at, (byte) (changed.get(at) ^ 0x10));
        ByteBuffer output = ByteBuffer.allocate(sealed.remaining());
        // The Nonce field's reserved bytes are authenticated as well.
        assertThat(opener.open(changed, sealed, output)).isFalse();
        assertThat(output.array()).isEqualTo(new byte[sealed.remaining()]);
        if (sealed.hasRemaining()) {
            ByteBuffer shorter = sealed.duplicate().limit(sealed.limit() - 1);
            assertThat(opener.open(header, shorter, output)).isFalse();
        }
    }

    @Test
    void neverGivesANonceTwiceAndStopsAtTheEnd() {
        NonceSequence nonces = new NonceSequence(11, new Random(SEED), 1000);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            byte[] nonce = nonces.next();
            assertThat(nonce).hasSize(11);
            assertThat(seen.add(HEX.formatHex(nonce))).isTrue();
        }
        assertThatThrownBy(nonces::next).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(nonces::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesAKeyOfAnotherLength() {
        assertThatThrownBy(() -> new FrameOpener(CipherAlgorithm.AES_256_GCM, new byte[16]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static AEADBlockCipher other(CipherAlgorithm algorithm) {
        return switch (algorithm) {
            case AES_128_CCM, AES_256_CCM -> CCMBlockCipher.newInstance(AESEngine.newInstance());
            case AES_128_GCM, AES_256_GCM -> GCMBlockCipher.newInstance(AESEngine.newInstance());
        };
    }

    private static ByteBuffer buffer(Random random, byte[] bytes) {
        ByteBuffer buffer =
                random.nextBoolean()
                        ? ByteBuffer.allocate(bytes.length + 7)
                        : ByteBuffer.allocateDirect(bytes.length + 7);
        return buffer.position(3).put(bytes).flip().position(3);
    }

    private static byte[] content(ByteBuffer buffer, int from, int to) {
        byte[] bytes = new byte[to - from];
        buffer.get(buffer.position() + from, bytes);
        return bytes;
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
