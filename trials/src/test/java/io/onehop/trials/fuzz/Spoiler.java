package io.onehop.trials.fuzz;

import io.onehop.wire.smb2.Header;
import java.util.Arrays;
import java.util.Random;

/** Changes messages: some bytes anywhere, or one field of the header on purpose. */
final class Spoiler {
    private static final long[] INTERESTING = {
        0,
        1,
        2,
        3,
        7,
        8,
        0x18,
        0x3F,
        0x40,
        0x41,
        0x7F,
        0x80,
        0xFF,
        0x100,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x10000,
        0x10001,
        0x100000,
        0x7FFFFFFF,
        0x80000000L,
        0xFFFFFFFFL,
        0xFFFFFFF8L,
        0x100000000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
        -2,
        -8
    };
    private static final int[] FLAGS = {
        Header.FLAGS_SERVER_TO_REDIR,
        Header.FLAGS_ASYNC_COMMAND,
        Header.FLAGS_RELATED_OPERATIONS,
        Header.FLAGS_SIGNED,
        Header.FLAGS_DFS_OPERATIONS,
        Header.FLAGS_REPLAY_OPERATION,
        0x70,
        0x80
    };
    private static final int COMMANDS = 0x14;
    private static final int CREDITS_OFFSET = 14;
    private static final int STATUS_OFFSET = 8;
    private static final int MESSAGE_ID_OFFSET = 24;
    private static final int TREE_ID_OFFSET = 36;
    private static final int SESSION_ID_OFFSET = 40;

    private final Random random;

    Spoiler(Random random) {
        this.random = random;
    }

    /** The message with one to four changes; mostly behind the header. */
    byte[] spoil(byte[] message) {
        byte[] out = message.clone();
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            out = random.nextInt(40) == 0 ? header(out) : anywhere(out);
        }
        return out;
    }

    /** One change of bytes that follow no rule. */
    byte[] anywhere(byte[] out) {
        int from = random.nextInt(40) == 0 ? 0 : Math.min(Header.LENGTH, out.length);
        if (out.length == from) {
            return Arrays.copyOf(out, out.length + random.nextInt(100));
        }
        // Fields are at the beginning, data is at the end.
        int reach = random.nextBoolean() ? Math.min(out.length, from + 64) : out.length;
        int at = from + random.nextInt(reach - from);
        switch (random.nextInt(10)) {
            case 0 -> out[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> out[at] = (byte) random.nextInt();
            case 2 -> put(out, at & -2, 2, interesting());
            case 3 -> put(out, at & -4, 4, interesting());
            case 4 -> put(out, at & -8, 8, interesting());
            case 5 -> put(out, at & -2, 2, random.nextInt(2 * out.length));
            case 6 -> put(out, at & -4, 4, random.nextInt(2 * out.length));
            case 7 -> {
                return Arrays.copyOf(out, at);
            }
            case 8 -> {
                return Arrays.copyOf(out, out.length + 1 + random.nextInt(200));
            }
            default -> {
                int length = random.nextInt(out.length - at + 1);
                int source = random.nextInt(out.length - length + 1);
                System.arraycopy(out, source, out, at, length);
            }
        }
        return out;
    }

    private byte[] header(byte[] out) {
        if (out.length < Header.LENGTH) {
            return out;
        }
        switch (random.nextInt(9)) {
            case 0 -> put(out, Header.COMMAND_OFFSET, 2, random.nextInt(COMMANDS));
            case 1 -> put(out, Header.CREDIT_CHARGE_OFFSET, 2, interesting());
            case 2 -> put(out, CREDITS_OFFSET, 2, interesting());
            case 3 -> {
                int flags = get(out, Header.FLAGS_OFFSET) ^ FLAGS[random.nextInt(FLAGS.length)];
                put(out, Header.FLAGS_OFFSET, 4, flags);
            }
            case 4 -> put(out, Header.NEXT_COMMAND_OFFSET, 4, random.nextInt(out.length + 16));
            case 5 -> {
                int near = get(out, MESSAGE_ID_OFFSET) + random.nextInt(-20, 20);
                put(out, MESSAGE_ID_OFFSET, 8, random.nextInt(4) == 0 ? interesting() : near);
            }
            case 6 -> put(out, TREE_ID_OFFSET, 4, random.nextInt(8));
            case 7 -> put(out, SESSION_ID_OFFSET, 8, interesting());
            default -> put(out, STATUS_OFFSET, 4, interesting());
        }
        return out;
    }

    long interesting() {
        return INTERESTING[random.nextInt(INTERESTING.length)];
    }

    private static int get(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | bytes[at + 3] << 24;
    }

    private static void put(byte[] out, int at, int width, long value) {
        for (int i = 0; i < width && at + i < out.length; i++) {
            out[at + i] = (byte) (value >>> (8 * i));
        }
    }
}
