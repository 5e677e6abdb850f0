package io.onehop.client.witness;

import io.onehop.client.connection.Credentials;
import io.onehop.client.move.MoveKind;
import io.onehop.client.move.MoveMachine.Event;
import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.witness.AsyncNotify;
import io.onehop.rpc.witness.InterfaceInfo;
import io.onehop.rpc.witness.Notification;
import io.onehop.rpc.witness.Registrant;
import io.onehop.rpc.witness.ResourceState;
import io.onehop.rpc.witness.WitnessStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one share registered with a witness that is not its data node, and passes on what the
 * witness says. [MS-SWN] 3.2.4, 3.2.5. A registration ends with its connection ([MS-SWN] 3.1.6.5),
 * which is how we unregister. One virtual thread; {@link #watch} and {@link #close} come from
 * others.
 */
public final class WitnessWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WitnessWatcher.class);
    private static final int LEAST_RETRY_MILLIS = 500;
    private static final int MOST_RETRY_MILLIS = 30_000;
    private static final int LIST_SECONDS = 180;
    private static final int SLACK_SECONDS = 60;
    private static final long CONTENT_NANOS = 1_000_000_000L;

    /** Who registers, for what. */
    public record Subject(
            String serverName, String share, String clientName, Credentials credentials) {}

    private final Subject subject;
    private final WitnessProfile profile;
    private final int connectMillis;
    private final Consumer<Event> events;
    private final Thread thread;

    private final Object lock = new Object();
    // Guarded by the lock.
    private @Nullable InetAddress dataNode;
    private long version;
    private boolean closed;
    private @Nullable WitnessClient active;

    private volatile @Nullable InetAddress witnessNode;
    private volatile String condition = "not registered";
    private volatile long registeredAtNanos;

    public WitnessWatcher(
            Subject subject, WitnessProfile profile, int connectMillis, Consumer<Event> events) {
        this.subject = subject;
        this.profile = profile;
        this.connectMillis = connectMillis;
        this.events = events;
        this.thread = Thread.ofVirtual().name("witness-" + subject.share).start(this::run);
    }

    /** The node that would tell us, or null while there is none. */
    public @Nullable InetAddress witnessNode() {
        return witnessNode;
    }

    /**
     * Whether a witness has had the time to send us away from a wrong node, which it does at once.
     */
    public boolean isContent() {
        return witnessNode != null && System.nanoTime() - registeredAtNanos > CONTENT_NANOS;
    }

    /** For people: registered, or why not. */
    public String condition() {
        return condition;
    }

    /** Registers anew for a data node; what was registered before ends. */
    public void watch(InetAddress newDataNode) {
        restart(newDataNode);
    }

    /** The data node is left: nothing is watched until {@link #watch}. */
    public void pause() {
        restart(null);
    }

    private void restart(@Nullable InetAddress newDataNode) {
        WitnessClient old;
        synchronized (lock) {
            dataNode = newDataNode;
            version++;
            old = active;
            active = null;
            lock.notifyAll();
        }
        if (old != null) {
            old.close();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        restart(null);
        thread.interrupt();
    }

    private record Task(InetAddress dataNode, long version) {}

    private void run() {
        long retryMillis = LEAST_RETRY_MILLIS;
        try {
            Task task = next();
            while (task != null) {
                try {
                    register(task);
                    retryMillis = LEAST_RETRY_MILLIS;
                } catch (IOException e) {
                    condition = "not registered: " + e.getMessage();
                    LOG.debug("witness of {}", subject.share, e);
                } finally {
                    witnessNode = null;
                }
                if (rest(task.version, retryMillis)) {
                    retryMillis = LEAST_RETRY_MILLIS;
                } else {
                    retryMillis = Math.min(2 * retryMillis, MOST_RETRY_MILLIS);
                }
                task = next();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            condition = "not registered";
        }
    }

    /** Waits for something to watch; null when closed. */
    private @Nullable Task next() throws InterruptedException {
        synchronized (lock) {
            while (!closed && dataNode == null) {
                lock.wait();
            }
            return closed || dataNode == null ? null : new Task(dataNode, version);
        }
    }

    /** Waits before another attempt; true if meanwhile there is something else to watch. */
    private boolean rest(long known, long millis) throws InterruptedException {
        synchronized (lock) {
            long end = System.nanoTime() + millis * 1_000_000;
            long left = millis;
            while (!closed && version == known && left > 0) {
                lock.wait(left);
                left = (end - System.nanoTime()) / 1_000_000;
            }
            return version != known;
        }
    }

    private void register(Task task) throws IOException {
        List<InterfaceInfo> interfaces;
        try (WitnessClient atData = connect(task, task.dataNode)) {
            interfaces = atData.interfaces(LIST_SECONDS);
        }
        List<InterfaceInfo> choices = WitnessClient.witnesses(interfaces, task.dataNode);
        if (choices.isEmpty()) {
            throw new IOException("no other node is available");
        }
        InterfaceInfo chosen = choices.get(ThreadLocalRandom.current().nextInt(choices.size()));
        try (WitnessClient witness = connect(task, chosen.address())) {
            ContextHandle handle =
                    witness.register(
                            new Registrant(
                                    subject.serverName,
                                    subject.share,
                                    task.dataNode.getHostAddress(),
                                    subject.clientName),
                            profile.keepAliveSeconds());
            registeredAtNanos = System.nanoTime();
            witnessNode = chosen.address();
            condition = "registered";
            LOG.debug("{} watched by {}", subject.share, chosen.address());
            String dataGroup = WitnessClient.groupOf(interfaces, task.dataNode);
            listen(witness, handle, task, dataGroup);
        }
    }

    /** Opens a connection that a restart closes. */
    private WitnessClient connect(Task task, InetAddress node) throws IOException {
        WitnessClient client =
                WitnessClient.open(
                        node,
                        profile,
                        new RpcChannel.Login(subject.serverName, subject.credentials),
                        connectMillis);
        synchronized (lock) {
            if (version == task.version) {
                active = client;
                return client;
            }
        }
        client.close();
        throw new IOException("the data node changed");
    }

    private boolean current(Task task) {
        synchronized (lock) {
            return version == task.version;
        }
    }

    private void listen(WitnessClient witness, ContextHandle handle, Task task, String dataGroup)
            throws IOException {
        while (current(task)) {
            AsyncNotify.Response answer =
                    witness.notification(handle, profile.keepAliveSeconds() + SLACK_SECONDS);
            Notification notification = answer.notification();
            if (answer.status() == WitnessStatus.TIMEOUT) {
                continue;
            }
            if (answer.status() != WitnessStatus.SUCCESS || notification == null) {
                throw new WitnessClient.RefusedException("notify", answer.status());
            }
            Event event = event(notification, task.dataNode, dataGroup, subject.serverName);
            if (event != null && current(task)) {
                LOG.debug("{}: {}", subject.share, event);
                events.accept(event);
            }
        }
    }

    /** What a notification means to the share, or null if nothing. [MS-SWN] 3.2.5. */
    static @Nullable Event event(
            Notification notification, InetAddress dataNode, String dataGroup, String serverName) {
        return switch (notification) {
            case Notification.ResourceChange change -> {
                for (Notification.Change each : change.changes()) {
                    String name = each.resourceName();
                    boolean ours =
                            name.equalsIgnoreCase(dataNode.getHostAddress())
                                    || name.equalsIgnoreCase(dataGroup)
                                    || name.equalsIgnoreCase(serverName);
                    if (ours && each.state() == ResourceState.UNAVAILABLE) {
                        yield new Event.NodeUnavailable(
                                dataNode, "the witness says that " + name + " is unavailable");
                    }
                }
                yield null;
            }
            case Notification.Move move -> {
                List<InetAddress> usable =
                        move.addresses().stream()
                                .filter(a -> (a.flags() & Notification.Address.OFFLINE) == 0)
                                .map(Notification.Address::address)
                                .toList();
                yield switch (move.kind()) {
                    case SHARE_MOVE -> new Event.Asked(MoveKind.SHARE_MOVE, usable);
                    case CLIENT_MOVE -> new Event.Asked(MoveKind.CLIENT_MOVE, usable);
                    case IP_CHANGE -> offline(move, dataNode);
                };
            }
        };
    }

    private static @Nullable Event offline(Notification.Move move, InetAddress dataNode) {
        for (Notification.Address each : move.addresses()) {
            if (each.address().equals(dataNode)
                    && (each.flags() & Notification.Address.OFFLINE) != 0) {
                return new Event.NodeUnavailable(
                        dataNode, "the witness says that " + dataNode + " goes offline");
            }
        }
        return null;
    }
}
