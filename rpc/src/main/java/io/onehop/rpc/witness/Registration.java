package io.onehop.rpc.witness;

import io.onehop.base.Limits;
import io.onehop.rpc.witness.Notification.Address;
import io.onehop.rpc.witness.Notification.Change;
import io.onehop.rpc.witness.Notification.Move;
import io.onehop.rpc.witness.Notification.MoveKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One registration: what it is for, what waits for the client, which calls wait for that. [MS-SWN]
 * 3.1.1.3. Belongs to its registry.
 */
final class Registration {
    /** A WitnessrAsyncNotify that waits; the keep-alive counts from its arrival. */
    record Waiter(long callId, long sinceNanos) {}

    /** Whose registration it is: the association it dies with, and who may name its handle. */
    record Owner(int associationId, String user) {}

    final UUID key;
    final Owner owner;
    final Register.Request request;
    final String netName;
    final String ipAddress;
    final long sinceNanos;
    final Deque<Waiter> waiters = new ArrayDeque<>();

    /** LastUseTime. */
    long lastUseNanos;

    /** When a delivered move ends the registration; meaningful while {@link #ending}. */
    long endNanos;

    boolean ending;
    @Nullable Notification lastNotification;

    private final Deque<Change> changes = new ArrayDeque<>();
    private @Nullable String clientMoveTo;
    private @Nullable String shareMoveTo;
    private @Nullable String shareMoveSeen;
    private List<Address> ipChange = List.of();
    private ResourceState resource = ResourceState.AVAILABLE;

    /** A version 1 client was told of a loss and not yet that service goes on. */
    private boolean owedAvailable;

    Registration(UUID key, Owner owner, Register.Request request, long nowNanos) {
        this.key = key;
        this.owner = owner;
        this.request = request;
        this.netName = Objects.requireNonNull(request.names().netName());
        this.ipAddress = Objects.requireNonNull(request.names().ipAddress());
        this.sinceNanos = nowNanos;
        this.lastUseNanos = nowNanos;
    }

    boolean isVersion2() {
        return request.version() == Register.VERSION_2;
    }

    WitnessRegistration view() {
        return new WitnessRegistration(
                key, request.names(), request.version(), sinceNanos, lastNotification);
    }

    void moveClientTo(String destination) {
        clientMoveTo = destination;
    }

    /** Compares where the client is with where it should be. */
    void evaluate(WitnessTopology topology) {
        WitnessTopology.Node node = topology.nodeAt(ipAddress);
        ResourceState now = node == null ? ResourceState.UNKNOWN : node.state();
        if (now != ResourceState.UNKNOWN && now != resource) {
            resource = now;
            change(new Change(now, Objects.requireNonNull(node).groupName()));
        }
        // A version 1 client waits for AVAILABLE before it goes on, on whichever node.
        if (owedAvailable && topology.nodes().stream().anyMatch(n -> n.up() && !n.equals(node))) {
            change(new Change(ResourceState.AVAILABLE, netName));
        }
        String shareName = request.names().shareName();
        if (!isVersion2() || shareName == null) {
            return;
        }
        WitnessTopology.Node better = topology.betterNode(shareName, ipAddress);
        String target = better == null ? null : better.name();
        if (!Objects.equals(target, shareMoveSeen)) {
            shareMoveSeen = target;
            shareMoveTo = target;
        }
    }

    /** The node of this registration has vanished from the cluster. */
    void lost(String groupName) {
        if (resource != ResourceState.UNAVAILABLE) {
            resource = ResourceState.UNAVAILABLE;
            change(new Change(ResourceState.UNAVAILABLE, groupName));
        }
    }

    void addressesChanged(List<Address> addresses) {
        if (isVersion2() && (request.flags() & Register.FLAG_IP_NOTIFICATION) != 0) {
            ipChange = addresses;
        }
    }

    private void change(Change change) {
        if (changes.size() == Limits.MAX_WITNESS_PENDING_CHANGES) {
            changes.removeFirst();
        }
        changes.add(change);
        owedAvailable = !isVersion2() && change.state() == ResourceState.UNAVAILABLE;
    }

    /**
     * Takes the next notification, in the order of [MS-SWN] 3.1.4.4, one resource change at a time;
     * null when nothing waits.
     */
    @Nullable Notification next(WitnessTopology topology, WitnessOptions options) {
        Change change = changes.poll();
        if (change != null) {
            return new Notification.ResourceChange(List.of(change));
        }
        Move move = move(MoveKind.CLIENT_MOVE, clientMoveTo, topology, options.onlineBit());
        clientMoveTo = null;
        if (move == null) {
            move = move(MoveKind.SHARE_MOVE, shareMoveTo, topology, false);
            shareMoveTo = null;
        }
        if (move == null && !ipChange.isEmpty()) {
            move = new Move(MoveKind.IP_CHANGE, ipChange);
            ipChange = List.of();
        }
        return move;
    }

    private static @Nullable Move move(
            MoveKind kind,
            @Nullable String destination,
            WitnessTopology topology,
            boolean availability) {
        WitnessTopology.Node node = destination == null ? null : topology.node(destination);
        if (node == null || node.addresses().isEmpty()) {
            // Nothing to do, or the destination has left the cluster since.
            return null;
        }
        int flags = availability ? (node.up() ? Address.ONLINE : Address.OFFLINE) : 0;
        return new Move(kind, node.addresses().stream().map(a -> new Address(a, flags)).toList());
    }

    /** Whether the client, having been told this, should register anew. */
    boolean ends(Notification notification) {
        return switch (notification) {
            case Move move -> move.kind() != MoveKind.IP_CHANGE;
            // A version 1 client keeps the registration until it hears AVAILABLE.
            case Notification.ResourceChange change ->
                    isVersion2()
                            ? change.changes().getFirst().state() == ResourceState.UNAVAILABLE
                            : !owedAvailable
                                    && change.changes().getFirst().state()
                                            == ResourceState.AVAILABLE;
        };
    }
}
