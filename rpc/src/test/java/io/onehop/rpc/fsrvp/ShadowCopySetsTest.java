package io.onehop.rpc.fsrvp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two clients, at two addresses; what each asks, and what it is told. */
class ShadowCopySetsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final InetAddress ONE = InetAddress.ofLiteral("10.0.0.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("10.0.0.2");
    private static final UUID UNKNOWN = new UUID(9, 9);
    private static final int BACKUP = 0;

    /** Close to the overflow of the clock, where wrong comparisons show. */
    private long now = Long.MAX_VALUE - 100 * SECOND;

    private long lastId;
    private final ShadowCopySets sets = new ShadowCopySets(() -> new UUID(1, ++lastId));

    private int setContext(InetAddress address) {
        return sets.setContext(BACKUP, address, now);
    }

    private UUID start() {
        ShadowCopySets.Started started = sets.start(now);
        assertThat(started.status()).isZero();
        return started.shadowCopySetId();
    }

    private void assertNotStarted(int status) {
        assertThat(sets.start(now))
                .isEqualTo(new ShadowCopySets.Started(status, FssRequest.NULL_ID));
    }

    /** Whether the server has the set, which no step can be done on. */
    private boolean has(UUID id) {
        int status = sets.step(id, now);
        assertThat(status).isIn(FssStatus.BAD_STATE, FssStatus.SHADOW_COPY_SET_ID_MISMATCH);
        return status == FssStatus.BAD_STATE;
    }

    // Contexts: [MS-FSRVP] 2.2.2.2

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x09, 0x10, 0x19, 0x02, 0x0B, 0x12, 0x1B, 0x400000, 0x400009, 0x400010,
                0x400019
            })
    void takesEveryContextWithEitherRecoveryAttribute(int context) {
        assertThat(sets.setContext(context, ONE, now)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x01,
                0x08,
                0x11,
                0x18,
                0x04,
                0x20,
                0x400002,
                0x40001B,
                0x4000000,
                0x80000000,
                -1
            })
    void refusesWhatIsNoContext(int context) {
        assertThat(sets.setContext(context, ONE, now)).isEqualTo(FssStatus.UNSUPPORTED_CONTEXT);
        assertNotStarted(FssStatus.BAD_STATE);
    }

    @Test
    void keepsTheOldContextWhenTheNewOneIsNone() {
        assertThat(setContext(ONE)).isZero();
        UUID set = start();
        assertThat(sets.setContext(0x01, ONE, now)).isEqualTo(FssStatus.UNSUPPORTED_CONTEXT);
        assertThat(sets.setContext(0x01, OTHER, now)).isEqualTo(FssStatus.UNSUPPORTED_CONTEXT);
        assertThat(has(set)).isTrue();
    }

    @Test
    void refusesASecondClientWhileTheFirstHasAContext() {
        assertThat(setContext(ONE)).isZero();
        assertThat(setContext(OTHER)).isEqualTo(FssStatus.SHADOW_COPY_SET_IN_PROGRESS);
        UUID set = start();
        assertThat(setContext(OTHER)).isEqualTo(FssStatus.SHADOW_COPY_SET_IN_PROGRESS);
        assertThat(has(set)).isTrue();
        assertThat(sets.abort(set, now)).isZero();
        assertThat(setContext(OTHER)).isZero();
    }

    @Test
    void forgetsTheSetOfAClientThatBeginsAnew() {
        assertThat(setContext(ONE)).isZero();
        UUID first = start();
        assertThat(setContext(ONE)).isZero();
        assertThat(has(first)).isFalse();
        UUID second = start();
        assertThat(second).isNotEqualTo(first);
        assertThat(has(second)).isTrue();
    }

    @Test
    void bearsOnlyAFewNewBeginnings() {
        assertThat(setContext(ONE)).isZero();
        for (int i = 0; i < ShadowCopySets.MAX_RETRIES; i++) {
            assertThat(setContext(ONE)).isZero();
        }
        UUID set = start();
        assertThat(setContext(ONE)).isEqualTo(FssStatus.SHADOW_COPY_SET_IN_PROGRESS);
        assertThat(has(set)).isFalse();
        assertNotStarted(FssStatus.BAD_STATE);
        assertThat(setContext(OTHER)).as("the context is free").isZero();
        assertThat(setContext(OTHER)).as("and retries are counted from none").isZero();
    }

    // Sets: [MS-FSRVP] 3.1.4.3, 3.1.4.8

    @Test
    void startsNoSetWithoutAContext() {
        assertNotStarted(FssStatus.BAD_STATE);
    }

    @Test
    void startsOneSetAtATime() {
        assertThat(setContext(ONE)).isZero();
        UUID set = start();
        assertNotStarted(FssStatus.SHADOW_COPY_SET_IN_PROGRESS);
        assertThat(sets.abort(set, now)).isZero();
        assertNotStarted(FssStatus.BAD_STATE);
        assertThat(setContext(ONE)).isZero();
        assertThat(start()).isNotEqualTo(set);
    }

    @Test
    void abortsTheSetThatIsNamedAndNoOther() {
        assertThat(sets.abort(UNKNOWN, now)).isEqualTo(FssStatus.SHADOW_COPY_SET_ID_MISMATCH);
        assertThat(setContext(ONE)).isZero();
        assertThat(sets.abort(UNKNOWN, now)).isEqualTo(FssStatus.SHADOW_COPY_SET_ID_MISMATCH);
        UUID set = start();
        assertThat(sets.abort(UNKNOWN, now)).isEqualTo(FssStatus.SHADOW_COPY_SET_ID_MISMATCH);
        assertThat(has(set)).isTrue();
        assertThat(sets.abort(set, now)).isZero();
        assertThat(sets.abort(set, now)).isEqualTo(FssStatus.SHADOW_COPY_SET_ID_MISMATCH);
    }

    @Test
    void goesNoStepFurtherWithASet() {
        assertThat(sets.step(UNKNOWN, now)).isEqualTo(FssStatus.SHADOW_COPY_SET_ID_MISMATCH);
        assertThat(setContext(ONE)).isZero();
        UUID set = start();
        assertThat(sets.step(set, now)).isEqualTo(FssStatus.BAD_STATE);
        assertThat(sets.step(UNKNOWN, now)).isEqualTo(FssStatus.SHADOW_COPY_SET_ID_MISMATCH);
    }

    @Test
    void deletesNoMapping() {
        assertThat(sets.deleteMapping(UNKNOWN, now)).isEqualTo(FssStatus.OBJECT_NOT_FOUND);
        assertThat(setContext(ONE)).isZero();
        UUID set = start();
        assertThat(sets.deleteMapping(set, now)).isEqualTo(FssStatus.BAD_STATE);
        assertThat(sets.deleteMapping(UNKNOWN, now)).isEqualTo(FssStatus.OBJECT_NOT_FOUND);
    }

    // The message sequence timer: [MS-FSRVP] 3.1.2, 3.1.5

    @Test
    void forgetsAContextThatIsNotUsed() {
        assertThat(setContext(ONE)).isZero();
        now += 180 * SECOND - 1;
        assertThat(setContext(OTHER)).isEqualTo(FssStatus.SHADOW_COPY_SET_IN_PROGRESS);
        now += 1;
        assertNotStarted(FssStatus.BAD_STATE);
        assertThat(setContext(OTHER)).isZero();
    }

    @Test
    void countsAnewFromTheStartOfASet() {
        assertThat(setContext(ONE)).isZero();
        now += 179 * SECOND;
        UUID set = start();
        now += 180 * SECOND - 1;
        assertThat(has(set)).isTrue();
        now += 1;
        assertThat(sets.abort(set, now)).isEqualTo(FssStatus.SHADOW_COPY_SET_ID_MISMATCH);
        assertNotStarted(FssStatus.BAD_STATE);
    }

    @Test
    void countsAnewFromANewContext() {
        assertThat(setContext(ONE)).isZero();
        now += 179 * SECOND;
        assertThat(setContext(ONE)).isZero();
        now += 180 * SECOND - 1;
        assertThat(has(start())).isTrue();
    }

    @Test
    void isNotKeptWaitingByWhatItRefuses() {
        assertThat(setContext(ONE)).isZero();
        UUID set = start();
        now += 179 * SECOND;
        assertThat(sets.step(set, now)).isEqualTo(FssStatus.BAD_STATE);
        assertThat(sets.deleteMapping(set, now)).isEqualTo(FssStatus.BAD_STATE);
        assertThat(setContext(OTHER)).isEqualTo(FssStatus.SHADOW_COPY_SET_IN_PROGRESS);
        assertNotStarted(FssStatus.SHADOW_COPY_SET_IN_PROGRESS);
        now += SECOND;
        assertThat(has(set)).isFalse();
    }

    @Test
    void forgetsRetriesWithTheContext() {
        for (int i = 0; i <= ShadowCopySets.MAX_RETRIES; i++) {
            assertThat(setContext(ONE)).isZero();
        }
        now += 180 * SECOND;
        for (int i = 0; i <= ShadowCopySets.MAX_RETRIES; i++) {
            assertThat(setContext(ONE)).isZero();
        }
        assertThat(setContext(ONE)).isEqualTo(FssStatus.SHADOW_COPY_SET_IN_PROGRESS);
    }
}
