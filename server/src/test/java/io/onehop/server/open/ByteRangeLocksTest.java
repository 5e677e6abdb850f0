package io.onehop.server.open;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.server.open.ByteRangeLocks.Outcome;
import io.onehop.server.open.ByteRangeLocks.Range;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteRangeLocksTest {
    private final ByteRangeLocks<String> locks = new ByteRangeLocks<>();

    private Outcome lock(String owner, long offset, long length, boolean exclusive) {
        return locks.lock(owner, List.of(new Range(offset, length, exclusive)));
    }

    @Test
    void sharedLocksStandTogetherAndExclusiveOnesAlone() {
        assertThat(lock("a", 0, 10, false)).isEqualTo(Outcome.GRANTED);
        assertThat(lock("b", 5, 10, false)).isEqualTo(Outcome.GRANTED);
        assertThat(lock("a", 9, 1, true)).isEqualTo(Outcome.CONFLICT);
        assertThat(lock("c", 15, 1, true)).isEqualTo(Outcome.GRANTED);
        assertThat(lock("c", 15, 1, true)).isEqualTo(Outcome.CONFLICT);
        assertThat(lock("c", 15, 1, false)).isEqualTo(Outcome.GRANTED);
        assertThat(lock("a", 15, 1, false)).isEqualTo(Outcome.CONFLICT);
    }

    @Test
    void anArrayOfLocksIsTakenWholeOrNotAtAll() {
        assertThat(lock("b", 20, 1, true)).isEqualTo(Outcome.GRANTED);
        List<Range> array =
                List.of(new Range(0, 5, true), new Range(10, 5, true), new Range(20, 5, true));
        assertThat(locks.lock("a", array)).isEqualTo(Outcome.CONFLICT);
        assertThat(locks.count("a")).isZero();
        assertThat(lock("c", 0, 15, true)).isEqualTo(Outcome.GRANTED);
    }

    @Test
    void unlockingNeedsTheExactRangeAndItsOwner() {
        assertThat(lock("a", 0, 10, true)).isEqualTo(Outcome.GRANTED);
        assertThat(locks.unlock("a", 0, 9)).isFalse();
        assertThat(locks.unlock("b", 0, 10)).isFalse();
        assertThat(locks.unlock("a", 0, 10)).isTrue();
        assertThat(locks.unlock("a", 0, 10)).isFalse();
        assertThat(locks.isEmpty()).isTrue();
    }

    @Test
    void readingMindsOthersExclusiveLocksAndWritingAllButOnesOwnExclusive() {
        assertThat(lock("a", 0, 10, true)).isEqualTo(Outcome.GRANTED);
        assertThat(lock("b", 10, 10, false)).isEqualTo(Outcome.GRANTED);
        assertThat(locks.mayRead("a", 0, 20)).isTrue();
        assertThat(locks.mayRead("b", 0, 1)).isFalse();
        assertThat(locks.mayRead("b", 10, 10)).isTrue();
        assertThat(locks.mayWrite("a", 0, 10)).isTrue();
        assertThat(locks.mayWrite("a", 9, 2)).isFalse();
        assertThat(locks.mayWrite("b", 10, 1)).isFalse();
        assertThat(locks.mayWrite("b", 20, 1)).isTrue();
        assertThat(locks.mayWrite("b", 5, 0)).isTrue();
    }

    @Test
    void emptyRangesLieBetweenBytes() {
        assertThat(lock("a", 5, 0, true)).isEqualTo(Outcome.GRANTED);
        assertThat(lock("b", 5, 5, true)).isEqualTo(Outcome.GRANTED);
        assertThat(lock("b", 0, 5, true)).isEqualTo(Outcome.GRANTED);
        assertThat(lock("c", 5, 0, true)).isEqualTo(Outcome.GRANTED);
        assertThat(lock("c", 7, 0, true)).isEqualTo(Outcome.CONFLICT);
        assertThat(lock("d", 0, 0, true)).isEqualTo(Outcome.GRANTED);
        assertThat(lock("e", 0, 0, true)).isEqualTo(Outcome.GRANTED);
    }

    @Test
    void rangesReachToTheEndOfUnsignedNumbers() {
        assertThat(new Range(-1, 1, true).isValid()).isTrue();
        assertThat(new Range(-1, 2, true).isValid()).isFalse();
        assertThat(new Range(0, -1, true).isValid()).isTrue();
        assertThat(new Range(1, -1, true).isValid()).isTrue();
        assertThat(new Range(2, -1, true).isValid()).isFalse();
        assertThat(lock("a", Long.MIN_VALUE, Long.MAX_VALUE, true)).isEqualTo(Outcome.GRANTED);
        assertThat(lock("b", -2, 1, true)).isEqualTo(Outcome.CONFLICT);
        assertThat(lock("b", -1, 1, true)).isEqualTo(Outcome.GRANTED);
    }

    @Test
    void waitersAreGrantedInTheirOrderWhenTheyCanBe() {
        assertThat(lock("a", 0, 10, true)).isEqualTo(Outcome.GRANTED);
        var b = locks.await("b", new Range(0, 5, true));
        var c = locks.await("c", new Range(0, 10, false));
        var d = locks.await("d", new Range(5, 5, false));
        assertThat(locks.grantWaiting()).isEmpty();
        assertThat(locks.unlock("a", 0, 10)).isTrue();
        assertThat(locks.grantWaiting()).containsExactly(b, d);
        assertThat(locks.cancel(c)).isTrue();
        assertThat(locks.cancel(c)).isFalse();
        assertThat(locks.unlock("b", 0, 5)).isTrue();
        assertThat(locks.grantWaiting()).isEmpty();
    }

    @Test
    void closingDropsLocksAndWaiters() {
        assertThat(lock("a", 0, 10, true)).isEqualTo(Outcome.GRANTED);
        assertThat(lock("b", 20, 10, true)).isEqualTo(Outcome.GRANTED);
        var waiting = locks.await("a", new Range(20, 1, false));
        var other = locks.await("c", new Range(0, 1, true));
        assertThat(locks.close("a")).containsExactly(waiting);
        assertThat(locks.grantWaiting()).containsExactly(other);
        assertThat(locks.count("a")).isZero();
    }

    @Test
    void agreesWithAModelOfSetsOfBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        record Model(String owner, Range range) {}
        List<Model> model = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            String owner = String.valueOf((char) ('a' + random.nextInt(3)));
            long base = random.nextInt(4) == 0 ? -20 : 0;
            Range range =
                    new Range(base + random.nextInt(12), random.nextInt(6), random.nextBoolean());
            String what = "seed " + seed + " step " + step + " " + owner + " " + range;
            if (random.nextInt(3) == 0 && !model.isEmpty()) {
                Model known = model.get(random.nextInt(model.size()));
                Range r = known.range;
                assertThat(locks.unlock(known.owner, r.offset(), r.length())).as(what).isTrue();
                Model taken =
                        model.stream()
                                .filter(
                                        m ->
                                                m.owner.equals(known.owner)
                                                        && m.range.offset() == r.offset()
                                                        && m.range.length() == r.length())
                                .reduce((x, y) -> x.range.exclusive() ? x : y)
                                .orElseThrow();
                model.remove(taken);
                continue;
            }
            boolean conflict =
                    model.stream()
                            .anyMatch(
                                    m ->
                                            touches(m.range, range)
                                                    && (m.range.exclusive() || range.exclusive())
                                                    && !(m.owner.equals(owner)
                                                            && m.range.exclusive()
                                                            && !range.exclusive()));
            assertThat(locks.lock(owner, List.of(range)))
                    .as(what)
                    .isEqualTo(conflict ? Outcome.CONFLICT : Outcome.GRANTED);
            if (!conflict) {
                model.add(new Model(owner, range));
            }
        }
    }

    private static boolean touches(Range a, Range b) {
        if ((a.offset() == 0 && a.length() == 0) || (b.offset() == 0 && b.length() == 0)) {
            return false;
        }
        BigInteger aFirst = unsigned(a.offset());
        BigInteger aEnd = aFirst.add(unsigned(a.length()));
        BigInteger bFirst = unsigned(b.offset());
        BigInteger bEnd = bFirst.add(unsigned(b.length()));
        return aFirst.compareTo(bEnd) < 0 && bFirst.compareTo(aEnd) < 0;
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }
}
