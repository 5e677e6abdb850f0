package io.onehop.volume;

/**
 * Names compare as Windows compares them: each UTF-16 unit is put to upper case by itself, in no
 * language, so that the length never changes. Units outside ASCII never become ASCII ones, and the
 * micro sign stays.
 */
public final class NameFolding {
    private static final char MICRO_SIGN = '\u00b5';

    private NameFolding() {}

    /** The form that two names share if and only if they are the same but for case. */
    public static String fold(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (fold(name.charAt(i)) != name.charAt(i)) {
                return foldFrom(name, i);
            }
        }
        return name;
    }

    /** Whether two names are the same but for case. */
    public static boolean same(String a, String b) {
        if (a.length() != b.length()) {
            return false;
        }
        for (int i = 0; i < a.length(); i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y && fold(x) != fold(y)) {
                return false;
            }
        }
        return true;
    }

    /** One UTF-16 unit in upper case. */
    public static char fold(char c) {
        if (c < 0x80) {
            return c >= 'a' && c <= 'z' ? (char) (c - 0x20) : c;
        }
        char upper = Character.toUpperCase(c);
        return upper < 0x80 || c == MICRO_SIGN ? c : upper;
    }

    private static String foldFrom(String name, int start) {
        char[] folded = name.toCharArray();
        for (int i = start; i < folded.length; i++) {
            folded[i] = fold(folded[i]);
        }
        return new String(folded);
    }
}
