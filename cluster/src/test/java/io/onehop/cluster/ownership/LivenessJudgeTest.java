package io.onehop.cluster.ownership;

import static io.onehop.cluster.state.States.after;
import static io.onehop.cluster.state.States.up;
import static io.onehop.cluster.state.States.withNodes;
import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import org.junit.jupiter.api.Test;

class LivenessJudgeTest {
    private static final long MILLI = 1_000_000L;
    private static final long PATIENCE = LivenessJudge.patienceNanos(2_000);
    private static final long START = Long.MAX_VALUE - 3_000 * MILLI;

    private final ClusterState state = withNodes("fs1", "fs2");
    private final LivenessJudge judge = new LivenessJudge();

    @Test
    void waitsLongerThanALeaseOnAClockThatRunsFast() {
        assertThat(PATIENCE).isGreaterThan(2_000 * MILLI * 105 / 100);
        assertThat(LivenessJudge.patienceNanos(60_000)).isGreaterThan(60_000 * MILLI);
    }

    @Test
    void judgesNobodyWhileItDoesNotLead() {
        judge.leads(-1);
        assertThat(judge.judge(state, START + 100 * PATIENCE)).isEmpty();
    }

    @Test
    void waitsAWholeLeaseAfterItsElection() {
        lead(7, START);
        assertThat(judge.judge(state, START + PATIENCE)).isEmpty();
        assertThat(judge.judge(state, START + PATIENCE + 1))
                .containsExactly(down("fs1", 1), down("fs2", 1));
    }

    @Test
    void countsFromTheLastHeartbeatThatItConfirmed() {
        lead(7, START);
        assertThat(judge.heard(state, "FS1", 1, START + PATIENCE)).isTrue();
        assertThat(judge.judge(state, START + PATIENCE + 1)).containsExactly(down("fs2", 1));
        assertThat(judge.judge(state, START + 2 * PATIENCE)).containsExactly(down("fs2", 1));
        assertThat(judge.judge(state, START + 2 * PATIENCE + 1)).contains(down("fs1", 1));
    }

    @Test
    void forgetsWhatItHeardBeforeItLed() {
        judge.heard(state, "fs1", 1, START - PATIENCE);
        lead(7, START);
        assertThat(judge.judge(state, START + PATIENCE)).isEmpty();
        assertThat(judge.judge(state, START + PATIENCE + 1)).contains(down("fs1", 1));
    }

    @Test
    void renewsNoLeaseOfANodeThatItCondemned() {
        lead(7, START);
        long late = START + PATIENCE + 1;
        assertThat(judge.judge(state, late)).contains(down("fs1", 1));
        assertThat(judge.heard(state, "fs1", 1, late + 1)).isFalse();
        lead(7, late + 2);
        assertThat(judge.heard(state, "fs1", 1, late + 2)).isFalse();
        assertThat(judge.judge(state, late + 2)).as("until it is done").contains(down("fs1", 1));
    }

    @Test
    void renewsAgainOnceTheNodeCameBackAnew() {
        lead(7, START);
        long late = START + PATIENCE + 1;
        assertThat(judge.judge(state, late)).contains(down("fs1", 1));
        ClusterState back = after(state, new Command.NodeDown("fs1", 1), up("fs1", 2));
        assertThat(judge.heard(back, "fs1", 1, late)).isFalse();
        assertThat(judge.heard(back, "fs1", 2, late)).isTrue();
        assertThat(judge.judge(back, late + 1)).containsExactly(down("fs2", 1));
    }

    @Test
    void countsFromItsFirstSightOfAnIncarnation() {
        lead(7, START);
        ClusterState back = after(state, up("fs1", 2));
        long seen = START + PATIENCE;
        assertThat(judge.judge(back, seen)).isEmpty();
        assertThat(judge.judge(back, seen + PATIENCE)).containsExactly(down("fs2", 1));
        assertThat(judge.judge(back, seen + PATIENCE + 1)).contains(down("fs1", 2));
    }

    @Test
    void startsAnewInAnotherTerm() {
        lead(7, START);
        assertThat(judge.judge(state, START + PATIENCE + 1)).isNotEmpty();
        long elected = START + 2 * PATIENCE;
        lead(8, elected);
        assertThat(judge.judge(state, elected + PATIENCE)).isEmpty();
        assertThat(judge.heard(state, "fs1", 1, elected + 1)).isTrue();
        judge.leads(-1);
        lead(9, elected + 3);
        assertThat(judge.judge(state, elected + 3 + PATIENCE)).isEmpty();
        assertThat(judge.judge(state, elected + 4 + PATIENCE)).hasSize(2);
    }

    @Test
    void renewsNothingForStrangersAndForNodesThatAreDown() {
        lead(7, START);
        ClusterState down = after(state, new Command.NodeDown("fs1", 1));
        assertThat(judge.heard(down, "fs1", 1, START)).isFalse();
        assertThat(judge.heard(down, "fs3", 1, START)).isFalse();
        assertThat(judge.heard(down, "fs2", 2, START)).isFalse();
        assertThat(judge.judge(down, START + PATIENCE + 1))
                .as("a node that is down is not judged again")
                .containsExactly(down("fs2", 1));
    }

    /** The first look at the cluster in a term: from here a new leader counts. */
    private void lead(long term, long at) {
        judge.leads(term);
        judge.judge(state, at);
    }

    private static Command down(String node, long incarnation) {
        return new Command.NodeDown(node, incarnation);
    }
}
