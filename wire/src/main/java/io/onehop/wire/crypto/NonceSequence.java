package io.onehop.wire.crypto;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * The nonces of one key: a counter of 64 bits behind a random prefix, both started at random, so
 * that none comes twice. Any thread.
 */
final class NonceSequence {
    private final byte[] prefix;
    private final long start;
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    NonceSequence(int nonceBytes, RandomGenerator random) {
        this(nonceBytes, random, Long.MAX_VALUE);
    }

    NonceSequence(int nonceBytes, RandomGenerator random, long limit) {
        prefix = new byte[nonceBytes - Long.BYTES];
        random.nextBytes(prefix);
        start = random.nextLong();
        this.limit = limit;
    }

    /** The next nonce; IllegalStateException when all were used, never one of them again. */
    byte[] next() {
        long number = used.getAndUpdate(n -> n < limit ? n + 1 : n);
        if (number >= limit) {
            throw new IllegalStateException("all nonces of this key are used");
        }
        return ByteBuffer.allocate(prefix.length + Long.BYTES)
                .put(prefix)
                .putLong(start + number)
                .array();
    }
}
