package io.onehop.trials.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Prints measurements, a line each, beginning with "bench: " so that a log can be searched. */
final class Report {
    private int goals;
    private int missed;
    private int excused;

    /** A measurement without a goal. */
    void value(String name, String value) {
        print(name, value, "", "");
    }

    /** A measurement that should be below a limit. */
    void below(String name, double value, double limit, String unit) {
        judge(name, value, value < limit, "< " + number(limit) + unit, unit);
    }

    /** A measurement that should reach a limit. */
    void atLeast(String name, double value, double limit, String unit) {
        judge(name, value, value >= limit, ">= " + number(limit) + unit, unit);
    }

    private void judge(String name, double value, boolean reached, String goal, String unit) {
        goals++;
        missed += reached ? 0 : 1;
        print(name, number(value) + unit, "goal " + goal, reached ? "ok" : "short");
    }

    /** A measurement that falls short of its limit for a reason that is not its own. */
    void excused(String name, double value, double limit, String reason) {
        excused++;
        print(name, number(value), "goal >= " + number(limit), "not judged: " + reason);
    }

    void end() {
        say(
                String.format(
                        Locale.ROOT,
                        "%d of %d goals reached, %d not judged",
                        goals - missed,
                        goals,
                        excused));
    }

    void title(String text) {
        say("");
        say(text);
    }

    private static void print(String name, String value, String goal, String verdict) {
        String line =
                String.format(Locale.ROOT, "%-56s %14s  %-16s %s", name, value, goal, verdict);
        say(line.stripTrailing());
    }

    /** Three digits that matter. */
    static String number(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The value that a share of all does not exceed. */
    static long percentile(long[] values, double share) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }

    @SuppressWarnings("SystemOut") // what is printed is all that this program is for
    private static void say(String text) {
        System.out.println("bench: " + text);
    }
}
