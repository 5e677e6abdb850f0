package io.onehop.rpc.witness;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Matches computer names against a pattern in which a star stands for any characters. */
final class Wildcard {
    private Wildcard() {}

    /** Linear in both lengths times the stars; the pattern is in lower case. */
    static boolean matches(String pattern, @Nullable String name) {
        if (name == null) {
            return false;
        }
        String text = name.toLowerCase(Locale.ROOT);
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
