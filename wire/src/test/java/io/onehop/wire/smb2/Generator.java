package io.onehop.wire.smb2;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/** Values of fields from a seed. */
final class Generator {
    private final Random random;

    Generator(long seed) {
        random = new Random(seed);
    }

    int u8() {
        return random.nextInt(0x100);
    }

    int u16() {
        return random.nextInt(0x10000);
    }

    int i32() {
        return random.nextInt();
    }

    long u32() {
        return random.nextInt() & 0xFFFF_FFFFL;
    }

    long i64() {
        return random.nextLong();
    }

    boolean flag() {
        return random.nextBoolean();
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    UUID guid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    FileId fileId() {
        return new FileId(random.nextLong(), random.nextLong());
    }

    /** May be empty, and may hold anything that is not a surrogate. */
    String text() {
        StringBuilder out = new StringBuilder();
        for (int left = random.nextInt(20); left > 0; left--) {
            out.append((char) (1 + random.nextInt(0xD7FF)));
        }
        return out.toString();
    }

    ByteBuffer bytes() {
        return bytes(random.nextInt(40));
    }

    ByteBuffer bytes(int length) {
        byte[] out = new byte[length];
        random.nextBytes(out);
        return ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    }

    <T> List<T> list(int atMost, Supplier<T> element) {
        List<T> out = new ArrayList<>();
        for (int left = random.nextInt(atMost + 1); left > 0; left--) {
            out.add(element.get());
        }
        return out;
    }

    List<Integer> u16s() {
        return list(5, this::u16);
    }

    OpenInformation information() {
        return new OpenInformation(i64(), i64(), i64(), i64(), i64(), i64(), i32());
    }
}
