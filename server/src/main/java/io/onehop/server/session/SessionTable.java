package io.onehop.server.session;

import io.onehop.base.TimeSource;
import io.onehop.server.serve.Identity;
import io.onehop.server.serve.SessionBackend;
import io.onehop.wire.smb2.Dialect;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * GlobalSessionTable. [MS-SMB2] 3.3.1.5. Thread safe.
 *
 * <p>Session ids are random, so that hardly ever two nodes of the cluster give the same, and have
 * 32 bits, as there are clients that keep no more of them.
 */
public final class SessionTable {
    private static final long MAX_ID = 0xFFFF_FFFFL;
    private static final int MAX_ENDING_MILLIS = 1_000;
    private static final UUID NO_GUID = new UUID(0, 0);

    private final SessionBackend.Factory backends;
    private final TimeSource time;
    private final RandomGenerator random;
    private final ConcurrentHashMap<Long, Session> sessions = new ConcurrentHashMap<>();

    /** Sessions that have ended and what waits until all that they had open is closed. */
    private final ConcurrentHashMap<Session, CompletableFuture<Void>> ending =
            new ConcurrentHashMap<>();

    private final Acknowledgments acknowledgments = new Acknowledgments();

    /** Ids of sessions whose first authentication is under way. */
    private final ConcurrentHashMap<Long, Boolean> inProgress = new ConcurrentHashMap<>();

    /**
     * @param random a secure one
     */
    public SessionTable(SessionBackend.Factory backends, TimeSource time, RandomGenerator random) {
        this.backends = backends;
        this.time = time;
        this.random = random;
    }

    Acknowledgments acknowledgments() {
        return acknowledgments;
    }

    Instant now() {
        return time.now();
    }

    long nanos() {
        return time.nanos();
    }

    SessionBackend.Factory backends() {
        return backends;
    }

    public @Nullable Session session(long sessionId) {
        return sessions.get(sessionId);
    }

    /** All sessions at this moment. */
    public Collection<Session> sessions() {
        return List.copyOf(sessions.values());
    }

    /** An id for a session that begins to authenticate; never 0, nor all ones. */
    long reserve() {
        while (true) {
            long id = random.nextInt() & MAX_ID;
            if (id != 0
                    && id != MAX_ID
                    && !sessions.containsKey(id)
                    && inProgress.putIfAbsent(id, true) == null) {
                return id;
            }
        }
    }

    boolean isInProgress(long sessionId) {
        return inProgress.containsKey(sessionId);
    }

    /** The authentication came to nothing. */
    void release(long sessionId) {
        inProgress.remove(sessionId);
    }

    /**
     * Takes an authenticated session in, unless its client is here with another dialect: [MS-SMB2]
     * 3.3.5.5.3, GlobalClientTable.
     */
    synchronized boolean add(Session session) {
        UUID guid = session.client().clientGuid();
        Dialect dialect = session.client().dialect();
        if (dialect.isAtLeast(Dialect.SMB_2_1) && !guid.equals(NO_GUID)) {
            for (Session other : sessions.values()) {
                if (other.client().clientGuid().equals(guid)
                        && other.client().dialect() != dialect) {
                    return false;
                }
            }
        }
        sessions.put(session.sessionId(), session);
        inProgress.remove(session.sessionId());
        return true;
    }

    /** A session is no longer to be found, but what it has open is not closed yet. */
    void ends(Session session) {
        ending.put(session, new CompletableFuture<>());
        sessions.remove(session.sessionId(), session);
    }

    /** What an ended session had open is closed. */
    void ended(Session session) {
        CompletableFuture<Void> waiting = ending.remove(session);
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    /**
     * Whether its user has no other session, nor one that has ended and is not closed yet: then
     * nothing can be left of what its client gave up before.
     */
    public boolean isAlone(Session session) {
        String user = session.user().userSid();
        for (Session other : sessions.values()) {
            if (other != session && other.user().userSid().equals(user)) {
                return false;
            }
        }
        return ending.keySet().stream().noneMatch(s -> s.user().userSid().equals(user));
    }

    /**
     * When what the user's ended sessions had open is closed; at the latest after {@link
     * #MAX_ENDING_MILLIS}, as a disk may hold it up for long.
     */
    public CompletableFuture<Void> endings(Identity user) {
        CompletableFuture<?>[] waiting =
                ending.entrySet().stream()
                        .filter(e -> e.getKey().user().userSid().equals(user.userSid()))
                        .map(Map.Entry::getValue)
                        .toArray(CompletableFuture<?>[]::new);
        CompletableFuture<Void> all = CompletableFuture.allOf(waiting);
        return all.isDone()
                ? all
                : all.completeOnTimeout(null, MAX_ENDING_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * The connections by which a lease break reaches a client, the oldest first: of sessions of the
     * same user with the same ClientGuid, also when the session of its open is gone. [MS-SMB2]
     * 3.3.4.7 would take any connection with that ClientGuid, which a stranger may claim to have.
     */
    List<SessionLink> linksOfClient(Session of) {
        Map<Long, SessionLink> links = new TreeMap<>();
        for (Channel channel : of.channels()) {
            links.put(channel.link().connectionId(), channel.link());
        }
        for (Session other : sessions.values()) {
            if (other.client().clientGuid().equals(of.client().clientGuid())
                    && other.user().userSid().equals(of.user().userSid())) {
                for (Channel channel : other.channels()) {
                    links.put(channel.link().connectionId(), channel.link());
                }
            }
        }
        return List.copyOf(links.values());
    }
}
