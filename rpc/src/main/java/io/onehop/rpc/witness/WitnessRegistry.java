package io.onehop.rpc.witness;

import io.onehop.base.Limits;
import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.witness.Notification.Address;
import io.onehop.rpc.witness.Registration.Owner;
import io.onehop.rpc.witness.Registration.Waiter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The witness of one node as a state machine. [MS-SWN] 3.1. Times are nanoseconds of one clock that
 * never goes back; only their differences count. Answers to calls come back as effects, in order.
 * One thread at a time; {@link WitnessInterface} sees to that.
 *
 * <pre>
 * Register, RegisterEx ----------------------> IDLE
 * IDLE -- AsyncNotify, nothing pending ------> WAITING
 * IDLE -- AsyncNotify, something pending ----> answered, IDLE
 * WAITING -- something pending --------------> answered, IDLE (ENDING after a move or a loss)
 * WAITING -- keep-alive passed (version 2) --> ERROR_TIMEOUT, IDLE
 * IDLE -- 30 s without AsyncNotify ----------> gone
 * ENDING -- 5 s -----------------------------> gone
 * any -- UnRegister, association closed -----> gone
 * gone: WAITING calls get ERROR_NOT_FOUND
 * </pre>
 */
public final class WitnessRegistry {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** A keep-alive of zero would make its client spin. */
    private static final long MIN_KEEP_ALIVE_SECONDS = 1;

    private final WitnessOptions options;
    private final Supplier<UUID> keys;
    private final Map<UUID, Registration> registrations = new LinkedHashMap<>();
    private final Map<Long, Registration> waiting = new HashMap<>();
    private final Set<Long> listWaiters = new LinkedHashSet<>();
    private WitnessTopology topology = WitnessTopology.EMPTY;

    /** Keys must not be guessable: {@code UUID::randomUUID}. */
    public WitnessRegistry(WitnessOptions options, Supplier<UUID> keys) {
        this.options = options;
        this.keys = keys;
    }

    /** The result of an UnRegister. */
    public record Unregistered(int status, List<WitnessEffect> effects) {}

    /** The result of an administrator's move: the status is ERROR_NOT_FOUND without that node. */
    public record ClientMove(int status, int registrations, List<WitnessEffect> effects) {}

    /** Nodes, addresses, shares or owners have changed, or may have. [MS-SWN] 3.1.6. */
    public List<WitnessEffect> topology(WitnessTopology next, long nowNanos) {
        WitnessTopology before = topology;
        topology = next;
        List<Address> changed = changedAddresses(before, next);
        List<WitnessEffect> effects = new ArrayList<>();
        for (Registration registration : registrations.values()) {
            WitnessTopology.Node had = before.nodeAt(registration.ipAddress);
            if (had != null && next.nodeAt(registration.ipAddress) == null) {
                registration.lost(had.groupName());
            }
            registration.evaluate(next);
            if (!changed.isEmpty()) {
                registration.addressesChanged(changed);
            }
            deliver(registration, nowNanos, effects);
        }
        if (next.hasWitness()) {
            for (long callId : listWaiters) {
                effects.add(new WitnessEffect.Listed(callId, list()));
            }
            listWaiters.clear();
        }
        return effects;
    }

    /** [MS-SWN] 3.1.4.1: answers at once, or when another node is available. */
    public List<WitnessEffect> interfaceList(long callId) {
        if (!topology.hasInterfaces()) {
            return List.of(listed(callId, WitnessStatus.NO_MORE_ITEMS));
        }
        if (topology.hasWitness()) {
            return List.of(new WitnessEffect.Listed(callId, list()));
        }
        if (waiterCount() >= Limits.MAX_WITNESS_WAITERS) {
            return List.of(listed(callId, WitnessStatus.NO_SYSTEM_RESOURCES));
        }
        listWaiters.add(callId);
        return List.of();
    }

    /** [MS-SWN] 3.1.4.2 and 3.1.4.5; the checks are in the order of the text. */
    public Register.Response register(
            Register.Request request, int associationId, String user, long nowNanos) {
        int status = check(request);
        if (status == WitnessStatus.SUCCESS && isFull(associationId)) {
            status = WitnessStatus.NO_SYSTEM_RESOURCES;
        }
        if (status != WitnessStatus.SUCCESS) {
            return new Register.Response(ContextHandle.NULL, status);
        }
        UUID key = keys.get();
        Registration registration =
                new Registration(key, new Owner(associationId, user), request, nowNanos);
        registration.evaluate(topology);
        registrations.put(key, registration);
        return new Register.Response(ContextHandle.of(key), WitnessStatus.SUCCESS);
    }

    /** [MS-SWN] 3.1.4.3: an unknown handle is an invalid parameter. */
    public Unregistered unregister(ContextHandle handle, String user) {
        Registration registration = find(handle, user);
        if (registration == null) {
            return new Unregistered(WitnessStatus.INVALID_PARAMETER, List.of());
        }
        registrations.remove(registration.key);
        List<WitnessEffect> effects = new ArrayList<>();
        dismiss(registration, effects);
        return new Unregistered(WitnessStatus.SUCCESS, effects);
    }

    /** [MS-SWN] 3.1.4.4: answers at once, or when there is something to tell. */
    public List<WitnessEffect> asyncNotify(
            long callId, ContextHandle handle, String user, long nowNanos) {
        Registration registration = find(handle, user);
        if (registration == null) {
            return List.of(notified(callId, WitnessStatus.NOT_FOUND));
        }
        registration.lastUseNanos = nowNanos;
        if (registration.waiters.size() >= Limits.MAX_WITNESS_WAITERS_PER_REGISTRATION
                || waiterCount() >= Limits.MAX_WITNESS_WAITERS) {
            return List.of(notified(callId, WitnessStatus.NO_SYSTEM_RESOURCES));
        }
        registration.waiters.add(new Waiter(callId, nowNanos));
        waiting.put(callId, registration);
        List<WitnessEffect> effects = new ArrayList<>();
        deliver(registration, nowNanos, effects);
        return effects;
    }

    /** The client gave up a call, or its connection closed. */
    public void cancel(long callId, long nowNanos) {
        listWaiters.remove(callId);
        Registration registration = waiting.remove(callId);
        if (registration != null) {
            registration.waiters.removeIf(waiter -> waiter.callId() == callId);
            registration.lastUseNanos = nowNanos;
        }
    }

    /** [MS-SWN] 3.1.6.5: the registrations of a client that went away are dropped. */
    public List<WitnessEffect> associationClosed(int associationId) {
        return remove(r -> r.owner.associationId() == associationId);
    }

    /** [MS-SWN] 3.1.5, and the end of registrations whose client was told to move. */
    public List<WitnessEffect> onTimer(long nowNanos) {
        List<WitnessEffect> effects = new ArrayList<>();
        for (Registration registration : registrations.values()) {
            while (registration.isVersion2()
                    && !registration.waiters.isEmpty()
                    && nowNanos - keepAliveEnd(registration) >= 0) {
                Waiter waiter = registration.waiters.remove();
                waiting.remove(waiter.callId());
                registration.lastUseNanos = nowNanos;
                effects.add(notified(waiter.callId(), WitnessStatus.TIMEOUT));
            }
        }
        effects.addAll(
                remove(
                        r ->
                                (r.ending && nowNanos - r.endNanos >= 0)
                                        || (r.waiters.isEmpty() && nowNanos - unusedEnd(r) >= 0)));
        return effects;
    }

    /** When {@link #onTimer} has something to do next, unless something else happens before. */
    public OptionalLong nextDeadlineNanos() {
        long base = 0;
        long earliest = Long.MAX_VALUE;
        boolean found = false;
        for (Registration registration : registrations.values()) {
            if (!found) {
                base = registration.lastUseNanos;
            }
            found = true;
            long deadline = Long.MAX_VALUE;
            if (registration.waiters.isEmpty()) {
                deadline = unusedEnd(registration) - base;
            } else if (registration.isVersion2()) {
                deadline = keepAliveEnd(registration) - base;
            }
            if (registration.ending) {
                deadline = Math.min(deadline, registration.endNanos - base);
            }
            earliest = Math.min(earliest, deadline);
        }
        return earliest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(base + earliest);
    }

    /** [MS-SWN] 3.1.6.2: moves every registration of the clients that a test picks. */
    public ClientMove clientMove(
            Predicate<WitnessRegistration> picked, String destination, long nowNanos) {
        WitnessTopology.Node node = topology.node(destination);
        if (node == null || node.addresses().isEmpty()) {
            return new ClientMove(WitnessStatus.NOT_FOUND, 0, List.of());
        }
        List<WitnessEffect> effects = new ArrayList<>();
        int count = 0;
        for (Registration registration : registrations.values()) {
            if (picked.test(registration.view())) {
                count++;
                registration.moveClientTo(node.name());
                deliver(registration, nowNanos, effects);
            }
        }
        return new ClientMove(WitnessStatus.SUCCESS, count, effects);
    }

    public List<WitnessRegistration> registrations() {
        return registrations.values().stream().map(Registration::view).toList();
    }

    /** Calls that wait for an answer. */
    public int waiterCount() {
        return waiting.size() + listWaiters.size();
    }

    private int check(Register.Request request) {
        Registrant names = request.names();
        int expected = request.extended() ? Register.VERSION_2 : Register.VERSION_1;
        if (request.version() != expected) {
            return WitnessStatus.REVISION_MISMATCH;
        }
        String netName = names.netName();
        String ipAddress = names.ipAddress();
        if (netName == null
                || ipAddress == null
                || isTooLong(names)
                || names.clientComputerName() == null
                || !topology.hasName(netName)) {
            return WitnessStatus.INVALID_PARAMETER;
        }
        return request.extended()
                ? checkShare(names.shareName(), ipAddress)
                : checkAddress(ipAddress, topology.hasScaleOutShare());
    }

    private int checkShare(@Nullable String shareName, String ipAddress) {
        if (shareName == null) {
            return WitnessStatus.SUCCESS;
        }
        if (topology.shares().isEmpty()) {
            return WitnessStatus.INVALID_STATE;
        }
        if (!topology.hasScaleOutShare()) {
            return WitnessStatus.SUCCESS;
        }
        WitnessTopology.Share share = topology.share(shareName);
        return share == null
                ? WitnessStatus.INVALID_STATE
                : checkAddress(ipAddress, share.scaleOut());
    }

    private int checkAddress(String ipAddress, boolean mustBeInterface) {
        return mustBeInterface && topology.nodeAt(ipAddress) == null
                ? WitnessStatus.INVALID_STATE
                : WitnessStatus.SUCCESS;
    }

    private static boolean isTooLong(Registrant names) {
        return isTooLong(names.netName())
                || isTooLong(names.shareName())
                || isTooLong(names.ipAddress())
                || isTooLong(names.clientComputerName());
    }

    private static boolean isTooLong(@Nullable String name) {
        return name != null && name.length() > Limits.MAX_WITNESS_NAME_CHARS;
    }

    private boolean isFull(int associationId) {
        return registrations.size() >= Limits.MAX_WITNESS_REGISTRATIONS
                || registrations.values().stream()
                                .filter(r -> r.owner.associationId() == associationId)
                                .count()
                        >= Limits.MAX_WITNESS_REGISTRATIONS_PER_ASSOCIATION;
    }

    private @Nullable Registration find(ContextHandle handle, String user) {
        Registration found = handle.attributes() == 0 ? registrations.get(handle.id()) : null;
        return found != null && found.owner.user().equals(user) ? found : null;
    }

    private GetInterfaceList.Response list() {
        List<InterfaceInfo> interfaces = new ArrayList<>();
        for (WitnessTopology.Node node : topology.nodes()) {
            for (InetAddress address : node.addresses()) {
                interfaces.add(
                        new InterfaceInfo(
                                node.groupName(),
                                Register.VERSION_2,
                                node.state(),
                                address,
                                !node.local()));
            }
        }
        return new GetInterfaceList.Response(interfaces, WitnessStatus.SUCCESS);
    }

    private void deliver(Registration registration, long nowNanos, List<WitnessEffect> effects) {
        while (!registration.waiters.isEmpty()) {
            Notification next = registration.next(topology, options);
            if (next == null) {
                return;
            }
            Waiter waiter = registration.waiters.remove();
            waiting.remove(waiter.callId());
            registration.lastUseNanos = nowNanos;
            registration.lastNotification = next;
            if (registration.ends(next) && !registration.ending) {
                registration.ending = true;
                registration.endNanos = nowNanos + options.moveGrace().toNanos();
            }
            effects.add(
                    new WitnessEffect.Notified(
                            waiter.callId(),
                            new AsyncNotify.Response(next, WitnessStatus.SUCCESS)));
        }
    }

    private List<WitnessEffect> remove(Predicate<Registration> which) {
        List<WitnessEffect> effects = new ArrayList<>();
        for (Iterator<Registration> i = registrations.values().iterator(); i.hasNext(); ) {
            Registration registration = i.next();
            if (which.test(registration)) {
                i.remove();
                dismiss(registration, effects);
            }
        }
        return effects;
    }

    private void dismiss(Registration registration, List<WitnessEffect> effects) {
        for (Waiter waiter : registration.waiters) {
            waiting.remove(waiter.callId());
            effects.add(notified(waiter.callId(), WitnessStatus.NOT_FOUND));
        }
        registration.waiters.clear();
    }

    private long unusedEnd(Registration registration) {
        return registration.lastUseNanos + options.unusedTimeout().toNanos();
    }

    private static long keepAliveEnd(Registration registration) {
        long seconds = Math.max(MIN_KEEP_ALIVE_SECONDS, registration.request.keepAliveSeconds());
        return registration.waiters.element().sinceNanos() + seconds * NANOS_PER_SECOND;
    }

    private static List<Address> changedAddresses(WitnessTopology before, WitnessTopology after) {
        List<Address> changed = new ArrayList<>();
        Set<InetAddress> all = new LinkedHashSet<>();
        before.nodes().forEach(node -> all.addAll(node.addresses()));
        after.nodes().forEach(node -> all.addAll(node.addresses()));
        for (InetAddress address : all) {
            if (before.serves(address) != after.serves(address)) {
                int flag = after.serves(address) ? Address.ONLINE : Address.OFFLINE;
                changed.add(new Address(address, flag));
            }
        }
        return changed;
    }

    private static WitnessEffect listed(long callId, int status) {
        return new WitnessEffect.Listed(callId, new GetInterfaceList.Response(List.of(), status));
    }

    private static WitnessEffect notified(long callId, int status) {
        return new WitnessEffect.Notified(callId, AsyncNotify.Response.failure(status));
    }
}
