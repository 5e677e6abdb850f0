package io.onehop.server.session;

/** Names that strangers give, made fit for a line of a log. */
final class Printable {
    private static final int MAX_CHARS = 64;

    private Printable() {}

    static String of(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length() && i < MAX_CHARS; i++) {
            char c = text.charAt(i);
            out.append(Character.isLetterOrDigit(c) || "-_.$ @\\".indexOf(c) >= 0 ? c : '?');
        }
        return out.toString();
    }
}
