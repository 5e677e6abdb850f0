package io.onehop.server.open;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.base.Limits;
import io.onehop.server.open.Oplocks.Answer;
import io.onehop.server.open.Oplocks.Contention;
import io.onehop.server.open.Oplocks.Operation;
import io.onehop.server.open.Oplocks.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OplocksTest {
    private static final int R = Caching.R;
    private static final int W = Caching.W;
    private static final int H = Caching.H;
    private static final Contention ALONE = new Contention(false, false);
    private static final Contention SHARED = new Contention(true, false);
    private static final Contention LOCKED = new Contention(false, true);

    private static final Verdict NOTHING = new Verdict(false, List.of());

    private final Oplocks oplocks = new Oplocks();

    private Grant oplock(String key, int wanted, Contention contention) {
        Grant grant = new Grant(key, Grant.Kind.OPLOCK, 0);
        oplocks.request(grant, wanted, contention);
        return grant;
    }

    private Grant lease(String key, int wanted, Contention contention) {
        Grant grant = new Grant(key, Grant.Kind.LEASE_V2, 7);
        oplocks.request(grant, wanted, contention);
        return grant;
    }

    private static int state(String letters) {
        return (letters.contains("R") ? R : 0)
                | (letters.contains("W") ? W : 0)
                | (letters.contains("H") ? H : 0);
    }

    @ParameterizedTest
    @CsvSource({
        // wanted, alone, shared with others, locked ranges
        "'','','',''",
        "R,R,R,''",
        "H,'','',''",
        "W,'','',''",
        "WH,'','',''",
        "RH,RH,RH,''",
        "RW,RW,R,RW",
        "RWH,RWH,RH,RWH"
    })
    void aLeaseIsGrantedAsFarAsOthersLetIt(
            String wanted, String alone, String shared, String locked) {
        assertThat(new OplocksTest().lease("a", state(wanted), ALONE).state())
                .isEqualTo(state(alone));
        assertThat(new OplocksTest().lease("a", state(wanted), SHARED).state())
                .isEqualTo(state(shared));
        assertThat(new OplocksTest().lease("a", state(wanted), LOCKED).state())
                .isEqualTo(state(locked));
    }

    @Test
    void oplocksFallBackToLevelTwo() {
        assertThat(oplock("a", R | W | H, ALONE).state()).isEqualTo(R | W | H);
        assertThat(new OplocksTest().oplock("a", R | W, SHARED).state()).isEqualTo(R);
        assertThat(new OplocksTest().oplock("a", R, LOCKED).state()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        // held, operation, what is left, acknowledgment, must wait
        "RWH,OPEN,RH,true,true",
        "RW,OPEN,R,true,true",
        "RH,OPEN,RH,false,false",
        "R,OPEN,R,false,false",
        "RWH,OPEN_CONTROL,RWH,false,false",
        "RWH,OVERWRITE,'',true,true",
        "RW,OVERWRITE,'',true,true",
        "RH,OVERWRITE,'',true,false",
        "R,OVERWRITE,'',false,false",
        "RWH,HANDLE,RW,true,true",
        "RH,HANDLE,R,true,true",
        "RW,HANDLE,RW,false,false",
        "R,HANDLE,R,false,false",
        "RWH,RENAME,RW,true,true",
        "RH,RENAME,R,true,true",
        "RW,RENAME,RW,false,false",
        "RWH,READ,RH,true,true",
        "RH,READ,RH,false,false",
        "RH,WRITE,'',true,false",
        "R,WRITE,'',false,false",
        "RWH,WRITE,'',true,true"
    })
    void anOperationBreaksALease(
            String held, Operation operation, String left, boolean acknowledged, boolean waits) {
        Grant grant = lease("a", state(held), ALONE);
        check(grant, operation, left, acknowledged, waits);
    }

    @ParameterizedTest
    @CsvSource({
        "RWH,OPEN,R,true,true",
        "RW,OPEN,R,true,true",
        "R,OPEN,R,false,false",
        "RWH,OPEN_CONTROL,R,true,true",
        "R,OPEN_CONTROL,R,false,false",
        "RWH,OVERWRITE,'',true,true",
        "RW,OVERWRITE,'',true,true",
        "R,OVERWRITE,'',false,false",
        "RWH,HANDLE,RWH,false,false",
        "R,HANDLE,R,false,false",
        "RWH,RENAME,'',true,true",
        "RW,RENAME,RW,false,false",
        "R,RENAME,R,false,false",
        "R,READ,R,false,false",
        "R,WRITE,'',false,false",
        "RW,WRITE,'',true,true"
    })
    void anOperationBreaksAnOplock(
            String held, Operation operation, String left, boolean acknowledged, boolean waits) {
        Grant grant = oplock("a", state(held), ALONE);
        check(grant, operation, left, acknowledged, waits);
    }

    private void check(
            Grant grant, Operation operation, String left, boolean acknowledged, boolean waits) {
        int held = grant.state();
        Verdict verdict = oplocks.check(operation, "b", 0);
        assertThat(verdict.mustWait()).isEqualTo(waits);
        if (held == state(left)) {
            assertThat(verdict.breaks()).isEmpty();
            return;
        }
        assertThat(verdict.breaks()).hasSize(1);
        Oplocks.Break sent = verdict.breaks().getFirst();
        assertThat(sent.from()).isEqualTo(held);
        assertThat(sent.to()).isEqualTo(state(left));
        assertThat(sent.acknowledge()).isEqualTo(acknowledged);
        assertThat(grant.isBreaking()).isEqualTo(acknowledged);
        assertThat(grant.state()).isEqualTo(acknowledged ? held : state(left));
        assertThat(oplocks.check(operation, "b", 0).breaks()).isEmpty();
        if (acknowledged) {
            assertThat(oplocks.acknowledge(grant, state(left), 1).answer())
                    .isEqualTo(Answer.ACCEPTED);
            assertThat(grant.state()).isEqualTo(state(left));
            assertThat(oplocks.check(operation, "b", 0)).isEqualTo(new Verdict(false, List.of()));
        }
    }

    @Test
    void onesOwnLeaseStaysAndOnesOwnLevelTwoDoesNotSurviveAWrite() {
        Grant lease = lease("a", R | H, SHARED);
        Grant level = oplock("b", R, SHARED);
        assertThat(level.state()).as("no level II beside handle caching").isZero();
        assertThat(oplocks.check(Operation.WRITE, "a", 0).breaks()).isEmpty();
        assertThat(lease.state()).isEqualTo(R | H);
        OplocksTest other = new OplocksTest();
        Grant own = other.oplock("b", R, SHARED);
        assertThat(other.oplocks.check(Operation.WRITE, "b", 0).breaks()).hasSize(1);
        assertThat(own.state()).isZero();
        assertThat(other.oplocks.isEmpty()).isTrue();
    }

    @Test
    void leasesOfTwoClientsShareReadAndHandleCaching() {
        Grant a = lease("a", R | W | H, ALONE);
        Verdict open = oplocks.check(Operation.OPEN, "b", 0);
        assertThat(open.mustWait()).isTrue();
        assertThat(oplocks.acknowledge(a, R | H, 1).answer()).isEqualTo(Answer.ACCEPTED);
        Grant b = lease("b", R | W | H, SHARED);
        assertThat(b.state()).isEqualTo(R | H);
        Verdict write = oplocks.check(Operation.WRITE, "b", 2);
        assertThat(write.mustWait()).isFalse();
        assertThat(write.breaks()).extracting(Oplocks.Break::grant).containsExactly(a);
        assertThat(b.state()).isEqualTo(R | H);
    }

    @Test
    void aSecondOperationDuringABreakMakesAnotherBreakFollow() {
        Grant a = lease("a", R | W | H, ALONE);
        assertThat(oplocks.check(Operation.OPEN, "b", 0).breaks()).hasSize(1);
        Verdict overwrite = oplocks.check(Operation.OVERWRITE, "c", 1);
        assertThat(overwrite.mustWait()).isTrue();
        assertThat(overwrite.breaks()).isEmpty();
        Oplocks.Acknowledged heard = oplocks.acknowledge(a, R | H, 2);
        assertThat(heard.answer()).isEqualTo(Answer.ACCEPTED);
        assertThat(heard.breaks())
                .as("handles first, without a new epoch")
                .containsExactly(new Oplocks.Break(a, R | H, R, true, 9));
        assertThat(oplocks.check(Operation.OPEN, "b", 3).mustWait()).isTrue();
        assertThat(oplocks.check(Operation.OVERWRITE, "c", 3).mustWait()).isTrue();
        assertThat(oplocks.check(Operation.OVERWRITE, "a", 3).mustWait()).isFalse();
        assertThat(oplocks.acknowledge(a, R, 4).breaks())
                .containsExactly(new Oplocks.Break(a, R, 0, false, 9));
        assertThat(oplocks.isEmpty()).isTrue();
        assertThat(oplocks.check(Operation.OVERWRITE, "c", 5)).isEqualTo(NOTHING);
    }

    @Test
    void aChangedEntryTakesADirectoryFromAllWhoCacheItButOne() {
        UUID mine = new UUID(1, 1);
        Grant a = new Grant(new LeaseId(new UUID(0, 1), mine), Grant.Kind.LEASE_V2, 3);
        Grant b = new Grant(new LeaseId(new UUID(0, 2), mine), Grant.Kind.LEASE_V2, 3);
        Grant c = new Grant(new LeaseId(new UUID(0, 1), new UUID(2, 2)), Grant.Kind.LEASE_V2, 3);
        List.of(a, b, c).forEach(each -> oplocks.request(each, R | H, SHARED));
        assertThat(oplocks.entryChanged(mine, 0))
                .containsExactly(new Oplocks.Break(c, R | H, 0, true, 5));
        assertThat(oplocks.entryChanged(null, 0))
                .as("the one that breaks already is not told again")
                .extracting(Oplocks.Break::grant)
                .containsExactly(a, b);
        assertThat(oplocks.acknowledge(c, 0, 1).answer()).isEqualTo(Answer.ACCEPTED);
        assertThat(oplocks.entryChanged(null, 2)).isEmpty();
    }

    @Test
    void aChangedEntryAlsoTakesWhatABreakWouldHaveLeft() {
        Grant a = lease("a", R | H, SHARED);
        assertThat(oplocks.check(Operation.HANDLE, "b", 0).breaks()).hasSize(1);
        assertThat(oplocks.entryChanged(null, 0)).isEmpty();
        assertThat(oplocks.acknowledge(a, R, 1).breaks())
                .containsExactly(new Oplocks.Break(a, R, 0, false, 9));
    }

    @Test
    void anAcknowledgmentMustBeAwaitedAndKeepNoMoreThanWasTold() {
        Grant a = lease("a", R | W | H, ALONE);
        assertThat(oplocks.acknowledge(a, R, 0).answer()).isEqualTo(Answer.NOT_BREAKING);
        assertThat(oplocks.check(Operation.OPEN, "b", 0).breaks()).hasSize(1);
        assertThat(oplocks.acknowledge(a, R | W, 0).answer()).isEqualTo(Answer.NOT_A_SUBSET);
        assertThat(a.isBreaking()).isTrue();
        assertThat(oplocks.acknowledge(a, R, 0).answer()).isEqualTo(Answer.ACCEPTED);
        assertThat(a.state()).isEqualTo(R);
    }

    @Test
    void whoDoesNotAnswerInTimeLosesEverything() {
        Grant a = lease("a", R | W | H, ALONE);
        long start = Long.MAX_VALUE - 5;
        assertThat(oplocks.check(Operation.OPEN, "b", start).breaks()).hasSize(1);
        long deadline = oplocks.nextDeadlineNanos().orElseThrow();
        assertThat(deadline - start).isEqualTo(Limits.BREAK_TIMEOUT_NANOS);
        assertThat(oplocks.expire(deadline - 1)).isFalse();
        assertThat(oplocks.expire(deadline)).isTrue();
        assertThat(a.state()).isZero();
        assertThat(oplocks.nextDeadlineNanos()).isEmpty();
        assertThat(oplocks.check(Operation.OPEN, "b", deadline).mustWait()).isFalse();
    }

    @Test
    void theEpochGrowsWithEveryChange() {
        Grant a = lease("a", R | W | H, ALONE);
        assertThat(a.epoch()).isEqualTo(8);
        assertThat(oplocks.request(a, R | W | H, ALONE)).isEqualTo(R | W | H);
        assertThat(a.epoch()).isEqualTo(8);
        Verdict open = oplocks.check(Operation.OPEN, "b", 0);
        assertThat(open.breaks().getFirst().epoch()).isEqualTo(9);
        assertThat(oplocks.acknowledge(a, R | H, 0).answer()).isEqualTo(Answer.ACCEPTED);
        assertThat(a.epoch()).isEqualTo(9);
    }

    @Test
    void aLeaseGrowsButIsNeverLoweredByARequest() {
        Grant a = lease("a", R, ALONE);
        assertThat(oplocks.request(a, R | H, ALONE)).isEqualTo(R | H);
        assertThat(oplocks.request(a, R, ALONE)).isEqualTo(R | H);
        assertThat(oplocks.request(a, R | W, ALONE)).as("it would lose H").isEqualTo(R | H);
        assertThat(oplocks.request(a, R | W | H, SHARED)).isEqualTo(R | H);
        assertThat(oplocks.request(a, R | W | H, ALONE)).isEqualTo(R | W | H);
        assertThat(oplocks.check(Operation.HANDLE, "b", 0).mustWait()).isTrue();
        assertThat(oplocks.request(a, R | W | H, ALONE)).as("while breaking").isEqualTo(R | W | H);
    }

    @Test
    void aLeaseGrowsToAllThatIsWantedOrNotAtAll() {
        Grant a = lease("a", R, SHARED);
        Grant b = lease("b", R, SHARED);
        assertThat(oplocks.request(a, R | W | H, SHARED)).isEqualTo(R);
        assertThat(a.epoch()).isEqualTo(8);
        assertThat(oplocks.request(a, R | H, SHARED)).isEqualTo(R | H);
        oplocks.remove(b);
        assertThat(oplocks.request(a, R | W | H, ALONE)).isEqualTo(R | W | H);
    }

    @Test
    void onlyBatchOplocksBreakBeforeShareModesCount() {
        oplock("a", R | W | H, ALONE);
        assertThat(oplocks.checkBatch(Operation.OPEN, "b", 0).mustWait()).isTrue();
        OplocksTest exclusive = new OplocksTest();
        exclusive.oplock("a", R | W, ALONE);
        assertThat(exclusive.oplocks.checkBatch(Operation.OPEN, "b", 0).mustWait()).isFalse();
        OplocksTest leased = new OplocksTest();
        leased.lease("a", R | W | H, ALONE);
        assertThat(leased.oplocks.checkBatch(Operation.OPEN, "b", 0).mustWait()).isFalse();
    }

    /** Whatever happens, two clients never cache what the other may change. */
    @Test
    void nobodyCachesStaleDataInAnyHistory() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Operation[] operations = Operation.values();
        int[] wishes = {R, R | H, R | W, R | W | H};
        List<Grant.Kind> kinds = List.of(Grant.Kind.values());
        Oplocks each = new Oplocks();
        Map<String, Grant> known = new HashMap<>();
        long now = 0;
        for (int step = 0; step < 50_000; step++) {
            now += random.nextInt(2_000_000_000);
            String who = String.valueOf((char) ('a' + random.nextInt(4)));
            String what = "seed " + seed + " step " + step;
            switch (random.nextInt(5)) {
                case 0 -> {
                    Grant.Kind kind = kinds.get(random.nextInt(3));
                    Grant grant = known.computeIfAbsent(who, k -> new Grant(k, kind, 0));
                    boolean fresh = grant.state() == 0;
                    boolean others = known.size() > 1;
                    if (fresh || !grant.isOplock()) {
                        each.request(
                                grant,
                                wishes[random.nextInt(4)],
                                new Contention(others, random.nextInt(8) == 0));
                    }
                }
                case 1 -> {
                    Operation operation = operations[random.nextInt(operations.length)];
                    Verdict verdict = each.check(operation, who, now);
                    assertThat(verdict.breaks()).as(what).allMatch(b -> (b.to() & ~b.from()) == 0);
                }
                case 2 -> {
                    Grant grant = known.get(who);
                    if (grant != null && grant.isBreaking()) {
                        each.acknowledge(grant, grant.breakTo() & random.nextInt(8), now);
                    }
                }
                case 3 -> each.expire(now);
                default -> {
                    Grant grant = known.remove(who);
                    if (grant != null) {
                        each.remove(grant);
                    }
                }
            }
            List<Grant> holding = new ArrayList<>(known.values());
            holding.removeIf(g -> g.state() == 0);
            boolean writer = holding.stream().anyMatch(g -> (g.state() & W) != 0);
            assertThat(writer && holding.size() > 1).as(what).isFalse();
            assertThat(each.isEmpty()).as(what).isEqualTo(holding.isEmpty());
            assertThat(holding).as(what).allMatch(g -> (g.state() & R) != 0);
        }
    }
}
