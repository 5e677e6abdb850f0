package io.onehop.wire.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScratchTest {
    private static final int SESSIONS = 100;
    private static final int MESSAGE_BYTES = 64 << 10;

    @Test
    void whatIsTakenIsLargeEnoughAndNobodyElsesUntilItIsGivenBack() {
        for (int bytes : new int[] {0, 1, 1024, 1025, 8 << 10, (16 << 10) + 16, 1 << 20, 3 << 20}) {
            byte[] one = Scratch.take(bytes);
            byte[] other = Scratch.take(bytes);
            assertThat(one).hasSizeGreaterThanOrEqualTo(bytes).isNotSameAs(other);
            Scratch.give(one);
            Scratch.give(other);
        }
        byte[] used = Scratch.take(100);
        Scratch.give(used);
        List<byte[]> taken = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            taken.add(Scratch.take(100));
        }
        assertThat(taken).anySatisfy(a -> assertThat(a).isSameAs(used));
    }

    @ParameterizedTest
    @EnumSource(CipherAlgorithm.class)
    void sessionsKeepNoMemoryOfTheirMessages(CipherAlgorithm algorithm)
            throws GeneralSecurityException {
        byte[] key = new byte[algorithm.keyBytes()];
        byte[] nonce = new byte[algorithm.nonceBytes()];
        ByteBuffer plain = ByteBuffer.allocateDirect(MESSAGE_BYTES);
        ByteBuffer sealed = ByteBuffer.allocateDirect(MESSAGE_BYTES);
        List<Aead> sessions = new ArrayList<>();
        long before = usedBytes();
        for (int i = 0; i < SESSIONS; i++) {
            Aead session = algorithm.engine(key);
            byte[] tag = session.seal(nonce, key, sealed.clear(), plain.clear());
            assertThat(session.open(nonce, key, tag, sealed.clear(), plain.clear())).isTrue();
            sessions.add(session);
        }
        assertThat((usedBytes() - before) / sessions.size()).isLessThan(16L << 10);
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
