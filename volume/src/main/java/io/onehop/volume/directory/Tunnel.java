package io.onehop.volume.directory;

import io.onehop.base.TimeSource;
import io.onehop.volume.NameFolding;
import io.onehop.volume.ShortNames;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a moment the long names that went from a directory, by their 8.3 names: a program
 * that knows only those, and replaces a file by removing it and making it anew, does not lose the
 * long name. Memory only; times are not kept. Thread safe. [MS-FSA] 2.1.5.1.1, TunnelCacheList
 */
final class Tunnel {
    private static final long LIFE_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final int MAX_NAMES = 1024;

    private record Key(long directory, String shortName) {}

    private record Gone(String name, long nanos) {}

    private final TimeSource time;

    private final Map<Key, Gone> names =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Gone> eldest) {
                    return size() > MAX_NAMES;
                }
            };

    Tunnel(TimeSource time) {
        this.time = time;
    }

    /** A name went from a directory. */
    void gone(long directory, String name) {
        String shortName = ShortNames.of(name);
        if (shortName.isEmpty()) {
            return;
        }
        Key key = new Key(directory, shortName);
        synchronized (names) {
            // To the end: the eldest goes first.
            names.remove(key);
            names.put(key, new Gone(name, time.nanos()));
        }
    }

    /** The long name that a new file gets instead of the given one, or null; asked for once. */
    @Nullable String take(long directory, String name) {
        if (!ShortNames.mayBeGenerated(name)) {
            return null;
        }
        Gone gone;
        synchronized (names) {
            gone = names.remove(new Key(directory, NameFolding.fold(name)));
        }
        return gone == null || time.nanos() - gone.nanos > LIFE_NANOS ? null : gone.name;
    }
}
