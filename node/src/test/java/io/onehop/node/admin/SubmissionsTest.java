package io.onehop.node.admin;

import static io.onehop.node.TestClusters.after;
import static io.onehop.node.TestClusters.threeNodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Refused;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class SubmissionsTest {
    private static final Command REMOVAL = new Command.RemoveNode("fs3");

    private final ClusterState before = threeNodes("");
    private ClusterState state = before;
    private ClusterState afterRefusal = before;

    /** A cluster that refuses everything, whatever it did before that. */
    private final class Refusing implements ClusterOperations {
        @Override
        public String nodeName() {
            return "fs1";
        }

        @Override
        public ClusterState state() {
            return state;
        }

        @Override
        public String leader() {
            return "fs1";
        }

        @Override
        public CompletableFuture<ClusterState> submit(Command command) {
            state = afterRefusal;
            return CompletableFuture.failedFuture(new Refused(refusal));
        }

        @Override
        public CompletableFuture<ClusterState> await(Predicate<ClusterState> condition) {
            return condition.test(state)
                    ? CompletableFuture.completedFuture(state)
                    : new CompletableFuture<>();
        }
    }

    private String refusal = "there is no node fs3";

    private ClusterState remove() throws Exception {
        return new Submissions(new Refusing()).remove(REMOVAL, s -> s.node("fs3").isPresent());
    }

    @Test
    void aRemovalThatWasDoneByItsFirstAttemptIsDone() throws Exception {
        afterRefusal = after(before, REMOVAL);
        assertThat(remove().node("fs3")).isEmpty();
    }

    @Test
    void aRemovalThatIsRefusedIsNotDone() {
        refusal = "node fs3 owns volume v1";
        assertThatThrownBy(this::remove).isInstanceOf(ApiException.class);
    }

    @Test
    void whatWasNeverThereIsNotRemoved() {
        state = after(before, REMOVAL);
        afterRefusal = state;
        assertThatThrownBy(this::remove)
                .isInstanceOf(ApiException.class)
                .hasMessage("there is no node fs3");
    }
}
