package io.onehop.client.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.client.move.MoveKind;
import io.onehop.client.move.MoveMachine.Event;
import io.onehop.rpc.witness.InterfaceInfo;
import io.onehop.rpc.witness.Notification;
import io.onehop.rpc.witness.Notification.Address;
import io.onehop.rpc.witness.ResourceState;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WitnessWatcherTest {
    private static final InetAddress A = InetAddress.ofLiteral("10.0.0.1");
    private static final InetAddress B = InetAddress.ofLiteral("10.0.0.2");

    private static @Nullable Event event(Notification notification) {
        return WitnessWatcher.event(notification, A, "FS1", "SOFS1");
    }

    private static Notification change(ResourceState state, String name) {
        return new Notification.ResourceChange(List.of(new Notification.Change(state, name)));
    }

    private static Notification move(Notification.MoveKind kind, InetAddress address, int flags) {
        return new Notification.Move(kind, List.of(new Address(address, flags)));
    }

    @Test
    void takesTheDataNodeForGoneByAddressGroupOrServerName() {
        for (String name : List.of("10.0.0.1", "fs1", "sofs1")) {
            assertThat(event(change(ResourceState.UNAVAILABLE, name)))
                    .isInstanceOfSatisfying(
                            Event.NodeUnavailable.class,
                            gone -> assertThat(gone.address()).isEqualTo(A));
        }
    }

    @Test
    void doesNotCareForOtherNodesAndForGoodNews() {
        assertThat(event(change(ResourceState.UNAVAILABLE, "FS2"))).isNull();
        assertThat(event(change(ResourceState.AVAILABLE, "FS1"))).isNull();
    }

    @Test
    void goesWhereAMovePointsButNotToOfflineAddresses() {
        assertThat(event(move(Notification.MoveKind.SHARE_MOVE, B, 0)))
                .isEqualTo(new Event.Asked(MoveKind.SHARE_MOVE, List.of(B)));
        assertThat(event(move(Notification.MoveKind.CLIENT_MOVE, B, Address.ONLINE)))
                .isEqualTo(new Event.Asked(MoveKind.CLIENT_MOVE, List.of(B)));
        assertThat(event(move(Notification.MoveKind.CLIENT_MOVE, B, Address.OFFLINE)))
                .isEqualTo(new Event.Asked(MoveKind.CLIENT_MOVE, List.of()));
    }

    @Test
    void leavesAnAddressThatGoesOffline() {
        assertThat(event(move(Notification.MoveKind.IP_CHANGE, A, Address.OFFLINE)))
                .isInstanceOf(Event.NodeUnavailable.class);
        assertThat(event(move(Notification.MoveKind.IP_CHANGE, B, Address.OFFLINE))).isNull();
        assertThat(event(move(Notification.MoveKind.IP_CHANGE, A, Address.ONLINE))).isNull();
    }

    @Test
    void registersWithAnAvailableWitnessThatIsNotTheDataNode() {
        InetAddress other = InetAddress.ofLiteral("10.0.1.1");
        InterfaceInfo data = info("FS1", A, ResourceState.AVAILABLE, false);
        InterfaceInfo dataToo = info("FS1", other, ResourceState.AVAILABLE, true);
        InterfaceInfo good = info("FS2", B, ResourceState.AVAILABLE, true);
        InterfaceInfo dead =
                info("FS3", InetAddress.ofLiteral("10.0.0.3"), ResourceState.UNAVAILABLE, true);
        assertThat(WitnessClient.witnesses(List.of(data, dataToo, good, dead), A))
                .containsExactly(good);
    }

    private static InterfaceInfo info(
            String group, InetAddress address, ResourceState state, boolean witness) {
        return new InterfaceInfo(group, 0x0002_0000, state, address, witness);
    }
}
