package io.onehop.client.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onehop.client.move.MoveMachine.Effect;
import io.onehop.client.move.MoveMachine.Event;
import io.onehop.client.move.MoveMachine.Patience;
import io.onehop.client.move.MoveMachine.State;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MoveMachineTest {
    private static final InetAddress A = InetAddress.ofLiteral("10.0.0.1");
    private static final InetAddress B = InetAddress.ofLiteral("10.0.0.2");
    private static final InetAddress C = InetAddress.ofLiteral("10.0.0.3");
    private static final Patience PATIENCE = new Patience(1000, 100, 10, 200);

    private final MoveMachine machine = new MoveMachine(PATIENCE, new Random(1));
    private long now;

    private List<Effect> on(Event event) {
        return machine.on(event, now);
    }

    private static Event failed(InetAddress address) {
        return new Event.AttachFailed(address, "nobody there", false, List.of());
    }

    private void serveAt(InetAddress address) {
        on(new Event.Start());
        on(new Event.Resolved(List.of(address)));
        on(new Event.Attached(address, 1));
        on(new Event.Reopened(0));
        assertThat(machine.state()).isEqualTo(State.SERVING);
    }

    @Test
    void servesAfterTheFirstConnectionWithoutCallingItAMove() {
        assertThat(on(new Event.Start())).containsExactly(new Effect.Resolve());
        assertThat(on(new Event.Resolved(List.of(A)))).containsExactly(new Effect.Attach(A, false));
        assertThat(on(new Event.Attached(A, 1)))
                .containsExactly(new Effect.Switch(), new Effect.Reopen());
        assertThat(on(new Event.Reopened(0)))
                .containsExactly(new Effect.Resume(), new Effect.Watch());
        assertThat(machine.current()).isEqualTo(A);
    }

    @Test
    void triesTheAddressesInRandomOrder() {
        Set<InetAddress> first = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            MoveMachine each = new MoveMachine(PATIENCE, new Random(seed));
            each.on(new Event.Start(), 0);
            List<Effect> effects = each.on(new Event.Resolved(List.of(A, B, C)), 0);
            first.add(((Effect.Attach) effects.getFirst()).address());
        }
        assertThat(first).containsExactlyInAnyOrder(A, B, C);
    }

    @Test
    void triesEveryAddressThenRestsThenResolvesAgain() {
        on(new Event.Start());
        List<Effect> effects = on(new Event.Resolved(List.of(A, B)));
        InetAddress one = ((Effect.Attach) effects.getFirst()).address();
        InetAddress other = one.equals(A) ? B : A;
        assertThat(on(failed(one))).containsExactly(new Effect.Attach(other, false));
        assertThat(on(failed(other))).containsExactly(new Effect.Wake(10));
        assertThat(machine.state()).isEqualTo(State.PAUSED);
        now = 10;
        assertThat(on(new Event.Tick())).containsExactly(new Effect.Resolve());
    }

    @Test
    void givesUpAtTheDeadlineAndBeginsAgainWhenSomebodyWantsIt() {
        on(new Event.Start());
        on(new Event.Resolved(List.of(A)));
        now = 1000;
        assertThat(on(failed(A))).containsExactly(new Effect.Fail("nobody there"));
        assertThat(machine.state()).isEqualTo(State.FAILED);
        assertThat(on(new Event.Wanted())).containsExactly(new Effect.Resolve());
    }

    @Test
    void failsAtOnceWhenTheFirstServerRefuses() {
        on(new Event.Start());
        on(new Event.Resolved(List.of(A, B)));
        assertThat(on(new Event.AttachFailed(A, "wrong password", true, List.of())))
                .containsExactly(new Effect.Fail("wrong password"));
    }

    @Test
    void triesOtherNodesWhenOneRefusesWhatWasServedBefore() {
        serveAt(A);
        on(new Event.LinkLost(1, "reset"));
        on(new Event.Resolved(List.of(A, B)));
        assertThat(on(new Event.AttachFailed(B, "not ready", true, List.of())))
                .containsExactly(new Effect.Attach(A, true));
    }

    @Test
    void goesWhereTheServerSendsIt() {
        serveAt(A);
        on(new Event.LinkLost(1, "reset"));
        on(new Event.Resolved(List.of(B)));
        assertThat(on(new Event.AttachFailed(B, "not here", true, List.of(C))))
                .containsExactly(new Effect.Attach(C, true));
        assertThat(on(new Event.AttachFailed(C, "not here", true, List.of(C))))
                .containsExactly(new Effect.Wake(10));
    }

    @Test
    void movesAShareWithoutStoppingItUntilTheNewConnectionStands() {
        serveAt(A);
        assertThat(on(new Event.Asked(MoveKind.SHARE_MOVE, List.of(B))))
                .containsExactly(new Effect.Attach(B, true));
        assertThat(on(new Event.Attached(B, 2)))
                .containsExactly(
                        new Effect.Hold(),
                        new Effect.Retire(),
                        new Effect.Switch(),
                        new Effect.Reopen());
        assertThat(on(new Event.Reopened(0)))
                .containsExactly(
                        new Effect.Resume(),
                        new Effect.Watch(),
                        new Effect.Moved(MoveKind.SHARE_MOVE, A, B));
    }

    @Test
    void staysWhenItIsAskedToGoWhereItIs() {
        serveAt(A);
        assertThat(on(new Event.Asked(MoveKind.SHARE_MOVE, List.of(A)))).isEmpty();
        assertThat(machine.state()).isEqualTo(State.SERVING);
    }

    @Test
    void staysWhenTheDestinationDoesNotAnswerAndAsksTheWitnessLater() {
        serveAt(A);
        on(new Event.Asked(MoveKind.CLIENT_MOVE, List.of(B)));
        assertThat(on(failed(B))).containsExactly(new Effect.Wake(200));
        assertThat(machine.state()).isEqualTo(State.SERVING);
        assertThat(machine.current()).isEqualTo(A);
        assertThat(on(new Event.Tick())).containsExactly(new Effect.Watch());
        assertThat(on(new Event.Tick())).isEmpty();
    }

    @Test
    void holdsAtOnceWhenTheOldConnectionEndsDuringAPlannedMove() {
        serveAt(A);
        on(new Event.Asked(MoveKind.SHARE_MOVE, List.of(B)));
        assertThat(on(new Event.LinkLost(1, "reset")))
                .containsExactly(new Effect.Hold(), new Effect.Drop());
        assertThat(on(new Event.Attached(B, 2)))
                .containsExactly(new Effect.Switch(), new Effect.Reopen());
    }

    @Test
    void resolvesWhenBothNodesOfAPlannedMoveAreGone() {
        serveAt(A);
        on(new Event.Asked(MoveKind.SHARE_MOVE, List.of(B)));
        on(new Event.LinkLost(1, "reset"));
        assertThat(on(failed(B))).containsExactly(new Effect.Wake(10));
        assertThat(on(new Event.Tick())).containsExactly(new Effect.Resolve());
    }

    @Test
    void triesALostNodeLast() {
        serveAt(A);
        assertThat(on(new Event.NodeUnavailable(A, "dead")))
                .containsExactly(new Effect.Hold(), new Effect.Drop(), new Effect.Resolve());
        List<InetAddress> order = new ArrayList<>();
        List<Effect> effects = on(new Event.Resolved(List.of(A, B, C)));
        while (effects.getFirst() instanceof Effect.Attach attach) {
            order.add(attach.address());
            effects = on(failed(attach.address()));
        }
        assertThat(order).hasSize(3).endsWith(A);
    }

    @Test
    void doesNotCareForNodesAndConnectionsThatItDoesNotUse() {
        serveAt(A);
        assertThat(on(new Event.NodeUnavailable(B, "dead"))).isEmpty();
        assertThat(on(new Event.LinkLost(7, "old"))).isEmpty();
        assertThat(machine.state()).isEqualTo(State.SERVING);
    }

    @Test
    void usesTheLastAddressesWhenTheNameCannotBeResolved() {
        serveAt(A);
        on(new Event.LinkLost(1, "reset"));
        assertThat(on(new Event.Unresolved("no DNS"))).containsExactly(new Effect.Attach(A, true));
    }

    @Test
    void reopensAgainWhileFilesAreBlockedButNotForEver() {
        serveAt(A);
        on(new Event.LinkLost(1, "reset"));
        on(new Event.Resolved(List.of(B)));
        on(new Event.Attached(B, 2));
        assertThat(on(new Event.Reopened(1))).containsExactly(new Effect.Wake(10));
        assertThat(on(new Event.Tick())).containsExactly(new Effect.Reopen());
        now = 100;
        assertThat(on(new Event.Reopened(1)))
                .containsExactly(
                        new Effect.Resume(),
                        new Effect.Watch(),
                        new Effect.Moved(MoveKind.CONNECTION_LOST, A, B));
    }

    @Test
    void beginsAnewWhenTheNewConnectionEndsWhileFilesAreReopened() {
        serveAt(A);
        on(new Event.LinkLost(1, "reset"));
        on(new Event.Resolved(List.of(B)));
        on(new Event.Attached(B, 2));
        assertThat(on(new Event.LinkLost(2, "reset")))
                .containsExactly(new Effect.Drop(), new Effect.Resolve());
        assertThat(on(new Event.Reopened(0))).isEmpty();
    }

    @Test
    void keepsAMoveThatIsAskedForDuringAnother() {
        serveAt(A);
        on(new Event.LinkLost(1, "reset"));
        on(new Event.Resolved(List.of(B)));
        assertThat(on(new Event.Asked(MoveKind.SHARE_MOVE, List.of(C)))).isEmpty();
        on(new Event.Attached(B, 2));
        assertThat(on(new Event.Reopened(0))).endsWith(new Effect.Attach(C, true));
    }

    @Test
    void endsWhenClosedAndDiscardsWhatComesLate() {
        serveAt(A);
        assertThat(on(new Event.Close())).containsExactly(new Effect.Retire());
        assertThat(on(new Event.Attached(B, 2))).containsExactly(new Effect.Discard());
        assertThat(on(new Event.LinkLost(1, "reset"))).isEmpty();
        assertThat(machine.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void cannotBeStartedTwice() {
        serveAt(A);
        assertThatThrownBy(() -> on(new Event.Start())).isInstanceOf(IllegalStateException.class);
    }

    /** Any order of events leads to effects that a runtime can carry out. */
    @Test
    void neverResumesWithoutAConnectionWhateverHappens() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            MoveMachine each = new MoveMachine(PATIENCE, random);
            boolean connected = false;
            boolean candidate = false;
            long generation = 0;
            List<Effect> effects = each.on(new Event.Start(), 0);
            for (int step = 1; step < 200; step++) {
                Event next = null;
                for (Effect effect : effects) {
                    switch (effect) {
                        case Effect.Switch ignored -> {
                            assertThat(candidate).as("seed %d", seed).isTrue();
                            candidate = false;
                            connected = true;
                        }
                        case Effect.Drop ignored -> connected = false;
                        case Effect.Retire ignored -> connected = false;
                        case Effect.Discard ignored -> candidate = false;
                        case Effect.Resume ignored ->
                                assertThat(connected).as("seed %d", seed).isTrue();
                        case Effect.Watch ignored ->
                                assertThat(connected).as("seed %d", seed).isTrue();
                        case Effect.Reopen ignored -> {
                            assertThat(connected).as("seed %d", seed).isTrue();
                            next = new Event.Reopened(random.nextInt(2));
                        }
                        case Effect.Resolve ignored -> next = new Event.Resolved(List.of(A, B, C));
                        case Effect.Attach attach -> {
                            if (random.nextBoolean()) {
                                candidate = true;
                                next = new Event.Attached(attach.address(), ++generation);
                            } else {
                                next = failed(attach.address());
                            }
                        }
                        case Effect.Hold ignored -> {}
                        case Effect.Wake ignored -> next = new Event.Tick();
                        case Effect.Fail ignored -> next = new Event.Wanted();
                        case Effect.Moved ignored -> {}
                    }
                }
                if (next == null || random.nextInt(4) == 0) {
                    Event other = randomEvent(random, generation);
                    effects = new ArrayList<>(each.on(other, step));
                    if (next != null) {
                        effects.addAll(each.on(next, step));
                    }
                } else {
                    effects = each.on(next, step);
                }
            }
        }
    }

    private static Event randomEvent(Random random, long generation) {
        return switch (random.nextInt(5)) {
            case 0 -> new Event.LinkLost(generation - random.nextInt(2), "lost");
            case 1 -> new Event.NodeUnavailable(A, "dead");
            case 2 -> new Event.Asked(MoveKind.SHARE_MOVE, List.of(random.nextBoolean() ? A : B));
            case 3 -> new Event.Wanted();
            default -> new Event.Tick();
        };
    }
}
