package io.onehop.wire;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Feeds mutated messages to a decoder. Only {@link MalformedMessageException} may leave it. Runs a
 * fixed number of mutations, or for {@code -Donehop.fuzz.seconds} seconds; {@code
 * -Donehop.fuzz.seed} repeats a run.
 */
public final class Fuzz {
    private static final int REGRESSION_MUTATIONS = 20_000;
    private static final int[] INTERESTING = {
        0,
        1,
        2,
        7,
        8,
        0x3F,
        0x40,
        0x7F,
        0x80,
        0xFF,
        0x100,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x10000,
        0x7FFFFFFF,
        0x80000000,
        -1,
        -2,
        -8
    };

    private final Random random;

    private Fuzz(long seed) {
        random = new Random(seed);
    }

    /** What is tried. */
    public interface Target {
        void accept(byte[] message) throws MalformedMessageException;
    }

    /** How many messages were read and how many refused. */
    public record Outcome(long read, long refused) {}

    /** Tries mutations of the seeds; an error names the message that caused it. */
    public static Outcome run(List<byte[]> seeds, Target target) {
        long seconds = Long.getLong("onehop.fuzz.seconds", 0L);
        long seed = Long.getLong("onehop.fuzz.seed", seconds > 0 ? System.nanoTime() : 20260101L);
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        Fuzz fuzz = new Fuzz(seed);
        long refused = 0;
        long i = 0;
        for (; seconds > 0 ? System.nanoTime() - end < 0 : i < REGRESSION_MUTATIONS; i++) {
            byte[] message = fuzz.mutate(seeds);
            try {
                target.accept(message);
            } catch (MalformedMessageException expected) {
                refused++;
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                String hex = HexFormat.of().formatHex(message);
                throw new AssertionError("seed " + seed + ", mutation " + i + ": " + hex, e);
            }
        }
        return new Outcome(i - refused, refused);
    }

    private byte[] mutate(List<byte[]> seeds) {
        byte[] out = seeds.get(random.nextInt(seeds.size())).clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && out.length > 0; i++) {
            int at = random.nextInt(out.length);
            switch (random.nextInt(7)) {
                case 0 -> out[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> out[at] = (byte) random.nextInt();
                case 2 -> put(out, at, 2, INTERESTING[random.nextInt(INTERESTING.length)]);
                case 3 -> put(out, at & -4, 4, INTERESTING[random.nextInt(INTERESTING.length)]);
                case 4 -> put(out, at, 1 << random.nextInt(3), random.nextInt(2 * out.length));
                case 5 -> out = Arrays.copyOf(out, at);
                default -> out = splice(out, at, seeds.get(random.nextInt(seeds.size())));
            }
        }
        return out;
    }

    private static void put(byte[] out, int at, int width, int value) {
        for (int i = 0; i < width && at + i < out.length; i++) {
            out[at + i] = (byte) (value >>> (8 * i));
        }
    }

    /** Copies a part of another message over this one, possibly beyond its end. */
    private byte[] splice(byte[] out, int at, byte[] other) {
        int from = random.nextInt(other.length);
        int length = random.nextInt(other.length - from + 1);
        byte[] longer = Arrays.copyOf(out, Math.max(out.length, at + length));
        System.arraycopy(other, from, longer, at, length);
        return longer;
    }
}
