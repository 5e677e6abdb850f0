package io.onehop.wire.fscc;

import java.util.Locale;

/**
 * 8.3 names. [MS-FSCC] 2.1.5.2.1
 *
 * <p>Pure functions; whether a volume has such names at all is its own matter.
 */
public final class ShortName {
    private static final int MAX_BASE = 8;
    private static final int MAX_EXTENSION = 3;
    private static final String FORBIDDEN = "+,;=[] ";

    private ShortName() {}

    /** Whether a name is an 8.3 name already, in any case. */
    public static boolean isShort(String name) {
        int period = name.indexOf('.');
        String base = period < 0 ? name : name.substring(0, period);
        String extension = period < 0 ? "" : name.substring(period + 1);
        return !base.isEmpty()
                && base.length() <= MAX_BASE
                && extension.length() <= MAX_EXTENSION
                && (period < 0 || !extension.isEmpty())
                && extension.indexOf('.') < 0
                && name.chars().allMatch(c -> c > 0x20 && c < 0x7F && FORBIDDEN.indexOf(c) < 0);
    }

    /**
     * The 8.3 name of a long one.
     *
     * @param number 1 or more: the next one is tried when another file has the name
     */
    public static String of(String longName, int number) {
        if (isShort(longName)) {
            return longName.toUpperCase(Locale.ROOT);
        }
        int period = longName.lastIndexOf('.');
        boolean hasExtension = period > 0 && period < longName.length() - 1;
        String base = clean(hasExtension ? longName.substring(0, period) : longName);
        String extension = hasExtension ? clean(longName.substring(period + 1)) : "";
        String tail = "~" + number;
        int keep = Math.min(base.length(), MAX_BASE - tail.length());
        String name = base.substring(0, keep) + tail;
        extension = extension.substring(0, Math.min(extension.length(), MAX_EXTENSION));
        return extension.isEmpty() ? name : name + "." + extension;
    }

    private static String clean(String part) {
        StringBuilder cleaned = new StringBuilder();
        for (char c : part.toUpperCase(Locale.ROOT).toCharArray()) {
            if (c == ' ' || c == '.') {
                continue;
            }
            boolean bad = c < 0x20 || c >= 0x7F || FORBIDDEN.indexOf(c) >= 0;
            cleaned.append(bad ? '_' : c);
        }
        return cleaned.toString();
    }
}
