package io.onehop.node.cli;

import java.util.Locale;

/** Sizes and times as people read them. */
public final class Units {
    private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E"};

    private Units() {}

    /** For example 0 B, 999 B, 1.2 MB: powers of ten, as disks and networks are sold. */
    public static String bytes(long count) {
        double value = count;
        int prefix = 0;
        while (value >= 999.5 && prefix < PREFIXES.length - 1) {
            value /= 1000;
            prefix++;
        }
        return prefix == 0
                ? count + " B"
                : String.format(Locale.ROOT, "%.1f %sB", value, PREFIXES[prefix]);
    }

    /** For example 40 ms, 1.5 s, 2 min 05 s. */
    public static String millis(long millis) {
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long seconds = millis / 1000;
        return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }
}
