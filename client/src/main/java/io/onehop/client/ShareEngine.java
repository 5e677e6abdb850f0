package io.onehop.client;

import io.onehop.client.connection.Credentials;
import io.onehop.client.connection.Reply;
import io.onehop.client.connection.SmbSession;
import io.onehop.client.connection.StatusException;
import io.onehop.client.connection.Tree;
import io.onehop.client.move.Doubt;
import io.onehop.client.move.MoveKind;
import io.onehop.client.move.MoveMachine;
import io.onehop.client.move.MoveMachine.Effect;
import io.onehop.client.move.MoveMachine.Event;
import io.onehop.client.move.PauseMeter;
import io.onehop.client.witness.WitnessWatcher;
import io.onehop.wire.smb2.ErrorContext;
import io.onehop.wire.smb2.TreeConnect;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the {@link MoveMachine} of one share: one virtual thread takes events and does what they
 * lead to. A share has a connection and a ClientGuid of its own, as [MS-SMB2] 3.2.5.5 wants it for
 * asymmetric shares, so that it moves alone.
 */
final class ShareEngine {
    private static final Logger LOG = LoggerFactory.getLogger(ShareEngine.class);
    private static final long DRAIN_MILLIS = 2_000;
    private static final long CLOSE_MILLIS = 1_000;
    private static final long LEAST_BACK_OFF_MILLIS = 50;
    private static final int MOST_BACK_OFF_STEPS = 4;

    /** What the engine needs to know. */
    record Setup(
            ServerAddress server,
            String share,
            Credentials credentials,
            ClientOptions options,
            Consumer<MoveEvent> moves) {}

    private record Moved(MoveKind kind, @Nullable InetAddress from, InetAddress to) {}

    private final Setup setup;
    private final MoveMachine machine;
    private final Gate gate = new Gate(() -> post(new Event.Wanted()));
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Set<Reopener> files = ConcurrentHashMap.newKeySet();
    private final PauseMeter<Moved> meter = new PauseMeter<>();
    private final UUID clientGuid = UUID.randomUUID();
    // Of the mover's thread.
    private long generations;
    private long wakeAtNanos = Long.MAX_VALUE;
    private @Nullable Link candidate;
    private @Nullable Link current;
    private boolean asymmetric;
    private @Nullable IOException lastFailure;
    private boolean running = true;

    private volatile @Nullable WitnessWatcher watcher;
    private volatile @Nullable MoveEvent lastMove;
    private volatile List<InetAddress> ownerAddresses = List.of();

    ShareEngine(Setup setup) {
        this.setup = setup;
        this.machine =
                new MoveMachine(
                        MoveMachine.Patience.ofMillis(setup.options.moveMillis()),
                        new SecureRandom());
        post(new Event.Start());
        Thread.ofVirtual().name("share-" + setup.share).start(this::run);
    }

    // What operations use.

    long moveNanos() {
        return TimeUnit.MILLISECONDS.toNanos(setup.options.moveMillis());
    }

    Link enter(long startedNanos, long deadlineNanos) throws IOException {
        if (gate.isShut()) {
            waited(startedNanos);
        }
        return gate.enter(deadlineNanos);
    }

    void left(Link link, @Nullable Reply reply) {
        gate.leave(link);
        if (reply != null && Doubt.loss(reply.status()) == Doubt.Loss.NONE) {
            List<PauseMeter.Measured<Moved>> over;
            synchronized (meter) {
                over = meter.answered(System.nanoTime());
            }
            over.forEach(this::report);
        }
    }

    void waited(long sinceNanos) {
        synchronized (meter) {
            meter.waited(sinceNanos);
        }
    }

    /** A connection turned out to be of no more use. */
    void lost(Link link, String reason) {
        link.dead = true;
        post(new Event.LinkLost(link.generation, reason));
    }

    void backOff(int attempt) throws IOException {
        try {
            Thread.sleep(LEAST_BACK_OFF_MILLIS << Math.min(attempt, MOST_BACK_OFF_STEPS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the owner");
        }
    }

    void opened(Reopener file) {
        files.add(file);
    }

    void closed(Reopener file) {
        files.remove(file);
    }

    /** A file was opened again without its share moving. */
    void handleRecovered(Link link) {
        moved(new Moved(MoveKind.HANDLE_LOST, link.address, link.address));
    }

    // What people see.

    int openFiles() {
        return files.size();
    }

    @Nullable Link link() {
        return gate.link();
    }

    @Nullable MoveEvent lastMove() {
        return lastMove;
    }

    @Nullable WitnessWatcher watcher() {
        return watcher;
    }

    /**
     * Whether the witness named this node, or another, as the better one; null if it named none.
     */
    @Nullable Boolean atOwner(InetAddress node) {
        return ownerAddresses.isEmpty() ? null : (Boolean) ownerAddresses.contains(node);
    }

    /** Waits until the share is served once. */
    void awaitServed() throws IOException {
        Link link = gate.enter(System.nanoTime() + moveNanos());
        gate.leave(link);
    }

    void close() {
        post(new Event.Close());
    }

    // The mover.

    private void post(Event event) {
        events.add(event);
    }

    private void run() {
        try {
            while (running) {
                long wait = wakeAtNanos - System.nanoTime();
                Event event =
                        wakeAtNanos == Long.MAX_VALUE
                                ? events.take()
                                : events.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
                if (event == null) {
                    wakeAtNanos = Long.MAX_VALUE;
                    event = new Event.Tick();
                }
                LOG.debug("{} {}: {}", setup.share, machine.state(), event);
                if (event instanceof Event.Asked asked && asked.kind() == MoveKind.SHARE_MOVE) {
                    ownerAddresses = asked.addresses();
                }
                for (Effect effect : machine.on(event, System.nanoTime())) {
                    apply(effect);
                }
                running = machine.state() != MoveMachine.State.CLOSED;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            gate.close();
            WitnessWatcher last = watcher;
            if (last != null) {
                last.close();
            }
        }
    }

    private void apply(Effect effect) throws InterruptedException {
        switch (effect) {
            case Effect.Resolve ignored -> resolve();
            case Effect.Attach attach -> attach(attach);
            case Effect.Hold ignored -> gate.hold();
            case Effect.Retire ignored -> retire();
            case Effect.Drop ignored -> drop();
            case Effect.Switch ignored -> {
                current = candidate;
                candidate = null;
            }
            case Effect.Discard ignored -> {
                if (candidate != null) {
                    candidate.session.close();
                    candidate = null;
                }
            }
            case Effect.Reopen ignored -> reopen();
            case Effect.Resume ignored -> gate.open(serving());
            case Effect.Watch ignored -> watch(serving());
            case Effect.Wake wake -> wakeAtNanos = wake.atNanos();
            case Effect.Fail fail -> gate.fail(fail.reason(), lastFailure);
            case Effect.Moved moved -> moved(new Moved(moved.kind(), moved.from(), moved.to()));
        }
    }

    private Link serving() {
        Link link = current;
        if (link == null) {
            throw new IllegalStateException("no connection in " + machine.state());
        }
        return link;
    }

    private void resolve() {
        List<InetAddress> fixed = setup.server.addresses();
        if (!fixed.isEmpty()) {
            post(new Event.Resolved(fixed));
            return;
        }
        try {
            post(new Event.Resolved(setup.options.resolver().resolve(setup.server.name())));
        } catch (IOException e) {
            LOG.debug("resolving", e);
            post(new Event.Unresolved("cannot resolve " + setup.server.name() + ": " + e));
        }
    }

    private void attach(Effect.Attach attach) {
        InetAddress address = attach.address();
        InetSocketAddress at = new InetSocketAddress(address, setup.server.port());
        SmbSession session = null;
        try {
            session =
                    SmbSession.open(
                            at,
                            new SmbSession.Logon(
                                    setup.server.name(), clientGuid, setup.credentials),
                            setup.options.connection());
            int flags = 0;
            if (attach.again()) {
                flags = TreeConnect.FLAG_CLUSTER_RECONNECT;
                flags |= asymmetric ? TreeConnect.FLAG_REDIRECT_TO_OWNER : 0;
            }
            Tree tree = session.connectTree(setup.server.name(), setup.share, flags);
            asymmetric = tree.has(TreeConnect.SHARE_CAP_ASYMMETRIC);
            Link link = new Link(++generations, address, session, tree);
            candidate = link;
            post(new Event.Attached(address, link.generation));
            // After the event above, so that the loss cannot overtake it.
            session.closed().thenAccept(reason -> lost(link, reason));
            session.growWhenBusy(tree, at, setup.options.channels());
        } catch (IOException e) {
            LOG.debug("{} at {}", setup.share, address, e);
            if (session != null) {
                session.close();
            }
            lastFailure = e;
            boolean refused = e instanceof StatusException;
            List<InetAddress> elsewhere =
                    e instanceof StatusException status ? redirect(status) : List.of();
            post(
                    new Event.AttachFailed(
                            address, String.valueOf(e.getMessage()), refused, elsewhere));
        }
    }

    /** Where a share redirect points. [MS-SMB2] 3.2.5.5. */
    private static List<InetAddress> redirect(StatusException refusal) {
        for (ErrorContext context : refusal.contexts()) {
            if (context instanceof ErrorContext.ShareRedirect redirect) {
                return redirect.addresses();
            }
        }
        return List.of();
    }

    private void retire() throws InterruptedException {
        Link old = current;
        current = null;
        if (old == null) {
            return;
        }
        old.dead = true;
        if (!gate.drained(old, DRAIN_MILLIS)) {
            LOG.debug("{}: operations are left on {}", setup.share, old.address);
        }
        List<Reopener> all = List.copyOf(files);
        all.forEach(file -> file.retire(old));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        all.forEach(file -> file.awaitRetired(end));
        // Nobody has to wait for the farewell.
        Thread.ofVirtual().name("log-off").start(old.session::close);
    }

    private void drop() {
        Link old = current;
        current = null;
        if (old != null) {
            old.dead = true;
            old.session.close("the node was lost");
            files.forEach(file -> file.dropped(old));
        }
        // Who owns the volume now is not known before the witness says so.
        ownerAddresses = List.of();
        WitnessWatcher last = watcher;
        if (last != null) {
            last.pause();
        }
    }

    private void reopen() {
        Link link = serving();
        List<Reopener.Reopening> all =
                files.stream().map(file -> file.beginReopening(link)).toList();
        int blocked = 0;
        for (Reopener.Reopening each : all) {
            blocked += each.isBlocked() ? 1 : 0;
        }
        post(new Event.Reopened(blocked));
    }

    private void watch(Link link) {
        boolean available = link.tree.has(TreeConnect.SHARE_CAP_CONTINUOUS_AVAILABILITY);
        boolean scaleOut =
                link.tree.has(TreeConnect.SHARE_CAP_SCALEOUT)
                        && !setup.options.requireContinuousAvailability();
        if (!setup.options.witness().enabled()
                || !link.tree.has(TreeConnect.SHARE_CAP_CLUSTER)
                || !(available || scaleOut)) {
            return;
        }
        WitnessWatcher known = watcher;
        if (known == null) {
            known =
                    new WitnessWatcher(
                            new WitnessWatcher.Subject(
                                    setup.server.name(),
                                    setup.share,
                                    SmbClient.computerName(),
                                    setup.credentials),
                            setup.options.witness(),
                            setup.options.connection().connectMillis(),
                            this::post);
            watcher = known;
        }
        known.watch(link.address);
    }

    private void moved(Moved move) {
        List<PauseMeter.Measured<Moved>> over;
        synchronized (meter) {
            over = meter.moved(move);
        }
        over.forEach(this::report);
    }

    private void report(PauseMeter.Measured<Moved> measured) {
        Moved move = measured.move();
        MoveEvent event =
                new MoveEvent(
                        setup.share,
                        move.kind,
                        move.from,
                        move.to,
                        Instant.now(),
                        measured.pauseNanos() / 1e6);
        lastMove = event;
        LOG.debug("{}", event);
        setup.moves.accept(event);
    }
}
