package io.onehop.server.open;

import io.onehop.base.Limits;
import io.onehop.volume.VolumePath;
import io.onehop.wire.smb2.NtStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A directory that one open watches: collects changes between the client's requests. Thread safe;
 * calls nobody while it holds its lock, what is to be answered is returned. [MS-FSA] 2.1.5.11,
 * [MS-SMB2] 3.3.1.3
 */
final class Watch {
    /** What the first request asked for; later ones do not change it. */
    record Scope(boolean recursive, int filter, int bufferBytes) {}

    /** One thing that happened to one name below the directory. */
    record Event(int action, String name) {
        int encodedBytes() {
            return (12 + name.length() * 2 + 3) & ~3;
        }
    }

    /** A request that is now answered. */
    record Answer(PendingReply request, NtStatus status, ByteBuffer changes) {}

    private record Asked(PendingReply request, int maxBytes) {}

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Supplier<VolumePath> directory;
    private final Scope scope;
    private final Queue<Asked> asked = new ArrayDeque<>();
    private final List<Event> events = new ArrayList<>();
    private int eventBytes;
    private boolean overflow;
    private @Nullable NtStatus ended;

    /**
     * @param directory where it is now; it may be renamed
     */
    Watch(Supplier<VolumePath> directory, Scope scope) {
        this.directory = directory;
        this.scope = scope;
    }

    /** The name that this watch knows a changed file by, or null when it does not see it. */
    @Nullable String nameOf(VolumePath changed, int filter) {
        if ((scope.filter & filter) == 0) {
            return null;
        }
        List<String> top = directory.get().components();
        List<String> full = changed.components();
        boolean within = scope.recursive ? full.size() > top.size() : full.size() == top.size() + 1;
        if (!within || !Paths.startsWith(full, top)) {
            return null;
        }
        return String.join("\\", full.subList(top.size(), full.size()));
    }

    /** Takes events that belong together. */
    synchronized List<Answer> offer(List<Event> happened) {
        if (ended != null) {
            return List.of();
        }
        for (Event event : happened) {
            eventBytes += event.encodedBytes();
            if (eventBytes > scope.bufferBytes) {
                overflow = true;
            }
            if (!overflow) {
                events.add(event);
            }
        }
        if (overflow) {
            events.clear();
        }
        return answers();
    }

    /** Takes a request. */
    synchronized List<Answer> ask(PendingReply request, int maxBytes) {
        NtStatus end = ended;
        if (end != null) {
            return List.of(new Answer(request, end, NOTHING));
        }
        if (asked.size() >= Limits.MAX_WAITING_PER_OPEN) {
            return List.of(new Answer(request, NtStatus.INSUFFICIENT_RESOURCES, NOTHING));
        }
        asked.add(new Asked(request, maxBytes));
        return answers();
    }

    /** Forgets a request that was cancelled. */
    synchronized void forget(PendingReply request) {
        asked.removeIf(a -> a.request == request);
    }

    /** Answers all requests, those to come too, with a status. */
    synchronized List<Answer> end(NtStatus status) {
        ended = status;
        List<Answer> out = new ArrayList<>();
        for (Asked a : asked) {
            out.add(new Answer(a.request, status, NOTHING));
        }
        asked.clear();
        events.clear();
        return out;
    }

    private List<Answer> answers() {
        if (eventBytes == 0) {
            return List.of();
        }
        // The first that is still waiting gets all there is.
        Asked first = asked.poll();
        while (first != null && first.request.isDone()) {
            first = asked.poll();
        }
        if (first == null) {
            return List.of();
        }
        boolean fits = !overflow && eventBytes <= first.maxBytes;
        Answer answer =
                fits
                        ? new Answer(first.request, NtStatus.SUCCESS, encode(events, eventBytes))
                        : new Answer(first.request, NtStatus.NOTIFY_ENUM_DIR, NOTHING);
        events.clear();
        eventBytes = 0;
        overflow = false;
        return List.of(answer);
    }

    /** A list of FILE_NOTIFY_INFORMATION. [MS-FSCC] 2.7.1 */
    private static ByteBuffer encode(List<Event> events, int bytes) {
        ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            int start = out.position();
            boolean last = i == events.size() - 1;
            out.putInt(last ? 0 : event.encodedBytes()).putInt(event.action);
            out.putInt(event.name.length() * 2);
            out.put(event.name.getBytes(StandardCharsets.UTF_16LE));
            if (!last) {
                out.position(start + event.encodedBytes());
            }
        }
        return out.flip();
    }
}
