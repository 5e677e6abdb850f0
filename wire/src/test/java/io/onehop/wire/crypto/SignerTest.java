package io.onehop.wire.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.crypto.Mac;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.macs.GMac;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SignerTest {
    private static final long SEED = 20_261_120;
    private static final HexFormat HEX = HexFormat.of();
    private static final String MESSAGE =
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                    + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

    /** RFC 4493, 4. */
    @ParameterizedTest
    @CsvSource({
        "0, bb1d6929e95937287fa37d129b756746",
        "16, 070a16b46b4d4144f79bdd9dd04a287c",
        "40, dfa66747de9ae63030ca32611497c827",
        "64, 51f0bebf7e3b9d92fc49741779363cfe",
    })
    void computesCmacOfTheRfc(int length, String expected) throws GeneralSecurityException {
        CmacEngine engine = new CmacEngine(HEX.parseHex("2b7e151628aed2a6abf7158809cf4f3c"));
        for (int round = 0; round < 2; round++) {
            engine.begin(Arrays.copyOf(HEX.parseHex(MESSAGE), length));
            assertThat(HEX.formatHex(engine.finish())).isEqualTo(expected);
        }
    }

    /** RFC 4231, test case 2. */
    @Test
    void computesHmacOfTheRfc() {
        HmacEngine engine = new HmacEngine("Jefe".getBytes(StandardCharsets.US_ASCII));
        engine.begin("what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII));
        assertThat(HEX.formatHex(engine.finish()))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithAnotherImplementationHoweverTheMessageIsCut(SigningAlgorithm algorithm) {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int round = 0; round < 150; round++) {
            byte[] key = bytes(random, 16);
            byte[] message = message(random, 64 + random.nextInt(round % 10 == 0 ? 70_000 : 300));
            byte[] expected = reference(algorithm, key, message);
            Signer signer = new Signer(algorithm, key);
            List<ByteBuffer> parts = cut(random, message);
            signer.sign(parts.getFirst(), rest(parts));
            ByteBuffer header = parts.getFirst();
            byte[] signature = new byte[16];
            header.get(header.position() + 48, signature);
            assertThat(signature).isEqualTo(Arrays.copyOf(expected, 16));
            assertThat(signer.verify(header, rest(parts))).isTrue();
            int at = random.nextInt(message.length);
            byte[] changed = message.clone();
            System.arraycopy(signature, 0, changed, 48, 16);
            assertThat(signer.verify(ByteBuffer.wrap(changed).asReadOnlyBuffer())).isTrue();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            assertThat(signer.verify(ByteBuffer.wrap(changed))).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void servesManyThreadsAtOnce(SigningAlgorithm algorithm) throws Exception {
        Random random = new Random(SEED);
        Signer signer = new Signer(algorithm, bytes(random, 16));
        byte[] message = message(random, 5000);
        signer.sign(ByteBuffer.wrap(message));
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                results.add(threads.submit(() -> signer.verify(ByteBuffer.wrap(message))));
            }
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        }
    }

    @Test
    void givesCancelsAndResponsesTheirOwnNonce() {
        Signer signer = new Signer(SigningAlgorithm.AES_GMAC, new byte[16]);
        ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(24, 7);
        signer.sign(header);
        byte[] request = header.array().clone();
        header.putInt(16, 1);
        signer.sign(header);
        byte[] response = header.array().clone();
        header.putInt(16, 0).putShort(12, (short) 12);
        signer.sign(header);
        byte[] cancel = header.array().clone();
        // All fields equal again, so that only the nonces could tell them apart.
        assertThat(HEX.formatHex(request, 48, 64)).isNotEqualTo(HEX.formatHex(response, 48, 64));
        assertThat(HEX.formatHex(request, 48, 64)).isNotEqualTo(HEX.formatHex(cancel, 48, 64));
        byte[] expected = reference(SigningAlgorithm.AES_GMAC, new byte[16], zeroed(cancel));
        assertThat(HEX.formatHex(cancel, 48, 64)).isEqualTo(HEX.formatHex(expected));
    }

    @Test
    void refusesAKeyOfAnotherLength() {
        assertThatThrownBy(() -> new Signer(SigningAlgorithm.AES_CMAC, new byte[32]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] reference(SigningAlgorithm algorithm, byte[] key, byte[] message) {
        Mac mac =
                switch (algorithm) {
                    case HMAC_SHA256 -> new HMac(new SHA256Digest());
                    case AES_CMAC -> new CMac(AESEngine.newInstance());
                    case AES_GMAC -> new GMac(GCMBlockCipher.newInstance(AESEngine.newInstance()));
                };
        if (algorithm == SigningAlgorithm.AES_GMAC) {
            ByteBuffer fields = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
            int bits = (fields.getInt(16) & 1) + (fields.getShort(12) == 12 ? 2 : 0);
            byte[] nonce =
                    ByteBuffer.allocate(12)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(fields.getLong(24))
                            .putInt(bits)
                            .array();
            mac.init(new ParametersWithIV(new KeyParameter(key), nonce));
        } else {
            mac.init(new KeyParameter(key));
        }
        byte[] input = zeroed(message);
        mac.update(input, 0, input.length);
        byte[] result = new byte[mac.getMacSize()];
        mac.doFinal(result, 0);
        return result;
    }

    private static byte[] zeroed(byte[] message) {
        byte[] result = message.clone();
        Arrays.fill(result, 48, 64, (byte) 0);
        return result;
    }

    /** A message in parts, heap and direct, with bytes around them that do not belong to it. */
    private static List<ByteBuffer> cut(Random random, byte[] message) {
        List<ByteBuffer> parts = new ArrayList<>();
        int at = 0;
        int length = 64 + random.nextInt(Math.min(40, message.length - 63));
        while (at < message.length || parts.isEmpty()) {
            ByteBuffer part =
                    random.nextBoolean()
                            ? ByteBuffer.allocate(length + 9)
                            : ByteBuffer.allocateDirect(length + 9);
            part.position(5).put(message, at, length).flip().position(5);
            parts.add(part);
            at += length;
            length = random.nextInt(message.length - at + 1);
        }
        return parts;
    }

    private static ByteBuffer[] rest(List<ByteBuffer> parts) {
        return parts.subList(1, parts.size()).toArray(ByteBuffer[]::new);
    }

    private static byte[] message(Random random, int length) {
        byte[] message = bytes(random, length);
        message[12] = (byte) (random.nextBoolean() ? 12 : 5);
        message[13] = 0;
        return message;
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
