package io.odradek.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every measured value by metric and contender, and the table they make. */
final class Samples {
    /** A row of the table; for most, less is better. */
    record Metric(String name, String unit, boolean lessIsBetter) {}

    private final Map<Metric, Map<Contender, List<Double>>> values = new LinkedHashMap<>();

    void add(Metric metric, Contender contender, double value) {
        values.computeIfAbsent(metric, m -> new LinkedHashMap<>())
                .computeIfAbsent(contender, c -> new ArrayList<>())
                .add(value);
        System.err.printf(
                Locale.ROOT,
                "  %s: %s = %s %s%n",
                contender.name(),
                metric.name(),
                show(value),
                metric.unit());
    }

    /**
     * Medians with (lowest to highest); ratios are to the first contender, above 1 when the value
     * is larger than its.
     */
    String markdown(List<Contender> contenders) {
        var table = new StringBuilder("| |");
        for (Contender c : contenders) {
            table.append(' ').append(c.name()).append(" |");
            if (!c.equals(contenders.getFirst())) {
                table.append(" ratio |");
            }
        }
        table.append("\n|---|").append("---|".repeat(2 * contenders.size() - 1)).append('\n');
        values.forEach((metric, byContender) -> row(table, metric, byContender, contenders));
        return table.toString();
    }

    private static void row(
            StringBuilder table,
            Metric metric,
            Map<Contender, List<Double>> byContender,
            List<Contender> contenders) {
        table.append("| ").append(metric.name()).append(", ").append(metric.unit());
        table.append(metric.lessIsBetter() ? " |" : " (more is better) |");
        double base = median(byContender.getOrDefault(contenders.getFirst(), List.of()));
        for (Contender c : contenders) {
            List<Double> measured = byContender.getOrDefault(c, List.of());
            table.append(' ').append(summary(measured)).append(" |");
            if (!c.equals(contenders.getFirst())) {
                table.append(String.format(Locale.ROOT, " %.2f |", median(measured) / base));
            }
        }
        table.append('\n');
    }

    private static String summary(List<Double> measured) {
        if (measured.isEmpty()) {
            return "-";
        }
        double low = measured.stream().mapToDouble(v -> v).min().orElseThrow();
        double high = measured.stream().mapToDouble(v -> v).max().orElseThrow();
        return show(median(measured)) + " (" + show(low) + " to " + show(high) + ")";
    }

    static double median(List<Double> measured) {
        if (measured.isEmpty()) {
            return Double.NaN;
        }
        var sorted = measured.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static String show(double value) {
        return value >= 100
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
