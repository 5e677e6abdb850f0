package io.onehop.volume;

/**
 * 8.3 names of files with longer ones. [MS-FSCC] 2.1.5.2.1
 *
 * <p>A short name is computed from the long one alone, so it is the same on every node and at all
 * times, and nothing is stored for it: the first character, a hash in base 36 around a tilde, and
 * the start of the extension. The form must never change. Two names in one directory may have the
 * same short name, once in two thousand million pairs; it then leads to neither of them.
 */
public final class ShortNames {
    private static final int MAX_BASE = 8;
    private static final int MAX_EXTENSION = 3;
    private static final String FORBIDDEN = "+,;=[] ";
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int TILDE = 6;

    private ShortNames() {}

    /** Whether a name is an 8.3 name already, in any case; it needs no other. */
    public static boolean isShort(String name) {
        int period = name.indexOf('.');
        int base = period < 0 ? name.length() : period;
        int extension = period < 0 ? 0 : name.length() - period - 1;
        if (base == 0 || base > MAX_BASE || extension > MAX_EXTENSION) {
            return false;
        }
        if (period >= 0 && (extension == 0 || name.indexOf('.', period + 1) >= 0)) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isPlain(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The generated 8.3 name; empty for a name that is one already. */
    public static String of(String name) {
        if (isShort(name)) {
            return "";
        }
        int period = name.lastIndexOf('.');
        long hash = hash(name);
        StringBuilder made = new StringBuilder(MAX_BASE + 1 + MAX_EXTENSION);
        append(name, 0, period > 0 ? period : name.length(), 1, made);
        if (made.isEmpty()) {
            made.append('_');
        }
        while (made.length() <= MAX_BASE - 1) {
            if (made.length() == TILDE) {
                made.append('~');
            }
            made.append(DIGITS.charAt((int) Long.remainderUnsigned(hash, DIGITS.length())));
            hash = Long.divideUnsigned(hash, DIGITS.length());
        }
        if (period > 0 && period < name.length() - 1) {
            made.append('.');
            append(name, period + 1, name.length(), MAX_EXTENSION, made);
            if (made.charAt(made.length() - 1) == '.') {
                made.setLength(made.length() - 1);
            }
        }
        return made.toString();
    }

    /** Whether a name has the form of those that are generated, in any case. */
    public static boolean mayBeGenerated(String name) {
        int length = name.length();
        if (length < MAX_BASE || name.charAt(TILDE) != '~' || !isShort(name)) {
            return false;
        }
        if (length > MAX_BASE && name.charAt(MAX_BASE) != '.') {
            return false;
        }
        for (int i = 1; i < MAX_BASE; i++) {
            if (i != TILDE && DIGITS.indexOf(NameFolding.fold(name.charAt(i))) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Adds the characters of a part that a short name may have; an underscore for others. */
    private static void append(String name, int from, int to, int most, StringBuilder made) {
        int room = made.length() + most;
        for (int i = from; i < to && made.length() < room; i++) {
            char c = NameFolding.fold(name.charAt(i));
            if (c != ' ' && c != '.') {
                made.append(isPlain(c) ? c : '_');
            }
        }
    }

    private static boolean isPlain(char c) {
        return c > 0x20 && c < 0x7F && FORBIDDEN.indexOf(c) < 0;
    }

    /** FNV-1a with a last mix; the same for names that differ in case only. */
    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ NameFolding.fold(name.charAt(i))) * 0x100000001b3L;
        }
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        return hash ^ (hash >>> 33);
    }
}
