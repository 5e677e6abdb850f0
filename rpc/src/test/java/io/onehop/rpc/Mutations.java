package io.onehop.rpc;

import static org.assertj.core.api.Assertions.fail;

import io.onehop.wire.MalformedMessageException;
import java.util.Arrays;
import java.util.Random;

/** Feeds a decoder with what is left of good input after cutting and flipping, repeatably. */
public final class Mutations {
    private static final long SEED = 20_261_120L;
    private static final int ROUNDS = 400;

    /** A decoder under test. */
    public interface Decoder {
        void decode(byte[] input) throws MalformedMessageException;
    }

    private Mutations() {}

    /**
     * Every truncation and many mutations end in a result or in {@link MalformedMessageException}.
     */
    public static void survive(byte[] good, Decoder decoder) {
        for (int length = 0; length < good.length; length++) {
            attempt(Arrays.copyOf(good, length), decoder);
        }
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] input = good.clone();
            for (int i = random.nextInt(1, 5); i > 0 && input.length > 0; i--) {
                input[random.nextInt(input.length)] =
                        random.nextBoolean() ? (byte) 0xFF : (byte) random.nextInt();
            }
            attempt(input, decoder);
        }
    }

    private static void attempt(byte[] input, Decoder decoder) {
        try {
            decoder.decode(input);
        } catch (MalformedMessageException expected) {
            if (expected.getMessage() == null) {
                fail("refused without a reason");
            }
        }
    }
}
