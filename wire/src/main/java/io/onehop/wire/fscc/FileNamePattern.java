package io.onehop.wire.fscc;

/**
 * The pattern of a listing, matched without regard to case. [MS-FSA] 2.1.4.4
 *
 * <p>Besides * and ? there are the wildcards of DOS: {@code <} (star up to the last period), {@code
 * >} (question mark that also matches nothing before a period or the end) and {@code "} (a period,
 * or nothing at the end). Matching takes at most the product of both lengths, whatever the peer
 * sends.
 */
public final class FileNamePattern {
    private static final String WILDCARDS = "*?<>\"";

    private final String pattern;
    private final boolean all;
    private final boolean wildcards;

    private FileNamePattern(String pattern) {
        this.pattern = fold(pattern);
        this.all = pattern.equals("*") || pattern.equals("*.*");
        this.wildcards = pattern.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
    }

    public static FileNamePattern of(String pattern) {
        return new FileNamePattern(pattern);
    }

    /** Whether every name matches. */
    public boolean isAll() {
        return all;
    }

    /** Whether more than one name can match. */
    public boolean hasWildcards() {
        return wildcards;
    }

    /** The pattern as upper case. */
    @Override
    public String toString() {
        return pattern;
    }

    public boolean matches(String name) {
        if (all) {
            return !name.isEmpty();
        }
        String folded = fold(name);
        if (!wildcards) {
            return folded.equals(pattern);
        }
        return matchesFolded(folded);
    }

    /** Row by row from the pattern's end: does its rest match the rest of the name from there? */
    private boolean matchesFolded(String name) {
        int length = name.length();
        int lastPeriod = name.lastIndexOf('.');
        boolean[] rest = new boolean[length + 1];
        rest[length] = true;
        for (int p = pattern.length() - 1; p >= 0; p--) {
            boolean[] row = new boolean[length + 1];
            char wanted = pattern.charAt(p);
            for (int n = length; n >= 0; n--) {
                row[n] = step(wanted, name, n, lastPeriod, row, rest);
            }
            rest = row;
        }
        return rest[0];
    }

    private static boolean step(
            char wanted, String name, int n, int lastPeriod, boolean[] row, boolean[] rest) {
        boolean atEnd = n == name.length();
        return switch (wanted) {
            case '*' -> rest[n] || (!atEnd && row[n + 1]);
            case '<' -> rest[n] || (!atEnd && (n == lastPeriod ? rest[n + 1] : row[n + 1]));
            case '?' -> !atEnd && rest[n + 1];
            case '>' -> (atEnd || name.charAt(n) == '.') ? rest[n] : rest[n + 1];
            case '"' -> atEnd ? rest[n] : (name.charAt(n) == '.' && rest[n + 1]);
            default -> !atEnd && name.charAt(n) == wanted && rest[n + 1];
        };
    }

    /** Character by character, as file systems do: never changes the length. */
    private static String fold(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            chars[i] = Character.toUpperCase(chars[i]);
        }
        return new String(chars);
    }
}
