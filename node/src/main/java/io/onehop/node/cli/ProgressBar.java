package io.onehop.node.cli;

import io.onehop.base.TimeSource;
import java.io.PrintStream;
import java.util.Locale;

/**
 * One line that shows how far something is. Nothing is written where no person looks. Thread safe.
 */
public final class ProgressBar implements AutoCloseable {
    /** What is counted. */
    public enum Unit {
        BYTES,
        THINGS
    }

    private static final long REDRAW_NANOS = 100_000_000L;
    private static final int BAR_CHARS = 24;

    private final PrintStream out;
    private final boolean visible;
    private final TimeSource time = TimeSource.SYSTEM;
    private final String label;
    private final Unit unit;
    private final long startNanos;
    private long total;
    private long done;
    private long drawnNanos;
    private int drawnChars;

    /**
     * @param visible whether {@code out} is a terminal
     * @param total 0 when it is not known
     */
    public ProgressBar(PrintStream out, boolean visible, String label, long total, Unit unit) {
        this.out = out;
        this.visible = visible;
        this.label = label;
        this.total = total;
        this.unit = unit;
        this.startNanos = time.nanos();
        this.drawnNanos = startNanos - REDRAW_NANOS;
    }

    /** So much more is done. */
    public synchronized void advance(long by) {
        done += by;
        draw(false);
    }

    /** So much is done in all. */
    public synchronized void set(long nowDone) {
        done = nowDone;
        draw(false);
    }

    /** There turned out to be so much in all. */
    public synchronized void total(long nowTotal) {
        total = nowTotal;
        draw(false);
    }

    private void draw(boolean last) {
        long now = time.nanos();
        if (!visible || (!last && now - drawnNanos < REDRAW_NANOS)) {
            return;
        }
        drawnNanos = now;
        String text = render(label, done, total, unit, now - startNanos);
        out.print("\r" + text + " ".repeat(Math.max(0, drawnChars - text.length())));
        out.flush();
        drawnChars = text.length();
    }

    static String render(String label, long done, long total, Unit unit, long elapsedNanos) {
        StringBuilder text = new StringBuilder(label);
        if (total > 0) {
            double part = Math.clamp((double) done / total, 0.0, 1.0);
            int full = (int) (part * BAR_CHARS);
            text.append(" [")
                    .append("#".repeat(full))
                    .append("-".repeat(BAR_CHARS - full))
                    .append("] ")
                    .append(String.format(Locale.ROOT, "%3d %%", (int) (part * 100)));
        }
        double seconds = elapsedNanos / 1e9;
        switch (unit) {
            case BYTES -> {
                text.append(' ').append(Units.bytes(done));
                if (seconds >= 0.1) {
                    text.append(", ").append(Units.bytes((long) (done / seconds))).append("/s");
                }
            }
            case THINGS -> text.append(' ').append(done).append(total > 0 ? " of " + total : "");
        }
        return text.toString();
    }

    /** Shows the end and leaves the line. */
    @Override
    public synchronized void close() {
        if (visible) {
            draw(true);
            out.println();
        }
    }
}
