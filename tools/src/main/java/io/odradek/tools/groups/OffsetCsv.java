package io.odradek.tools.groups;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.common.TopicPartition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Offsets as {@code --export} writes and {@code --from-file} reads them: {@code
 * topic,partition,offset} where one group is meant, {@code group,topic,partition,offset} where
 * several are. A field may stand in quotes. Pure.
 */
final class OffsetCsv {

    private OffsetCsv() {}

    /** A line for each partition; with the group if there are several. */
    static List<String> lines(Map<String, Map<TopicPartition, Long>> plans, boolean several) {
        List<String> lines = new ArrayList<>();
        plans.forEach(
                (group, plan) ->
                        plan.forEach(
                                (partition, offset) -> {
                                    String line =
                                            "%s,%d,%d"
                                                    .formatted(
                                                            partition.topic(),
                                                            partition.partition(),
                                                            offset);
                                    lines.add(several ? quoted(group) + "," + line : line);
                                }));
        return lines;
    }

    private static String quoted(String text) {
        boolean isPlain = text.chars().noneMatch(c -> c == ',' || c == '"' || c <= ' ');
        return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /**
     * Reads what {@link #lines} wrote.
     *
     * @param only the group that lines without one are for; empty when they may not be there
     * @throws Failure naming the line that makes no sense
     */
    static Map<String, Map<TopicPartition, Long>> parse(List<String> lines, String only) {
        Map<String, Map<TopicPartition, Long>> plans = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            List<String> fields = fields(lines.get(i));
            boolean hasGroup = fields.size() == 4;
            if (!hasGroup && (fields.size() != 3 || only.isEmpty())) {
                throw malformed(lines.get(i), i + 1, only);
            }
            int at = hasGroup ? 1 : 0;
            String group = hasGroup ? fields.getFirst() : only;
            try {
                plans.computeIfAbsent(group, g -> new HashMap<>())
                        .put(
                                new TopicPartition(
                                        fields.get(at), Integer.parseInt(fields.get(at + 1))),
                                Long.parseLong(fields.get(at + 2)));
            } catch (NumberFormatException e) {
                throw malformed(lines.get(i), i + 1, only);
            }
        }
        return plans;
    }

    private static Failure malformed(String line, int number, String only) {
        return new Failure(
                "--from-file: line %d, '%s', is not of the form %s"
                        .formatted(
                                number,
                                line,
                                only.isEmpty()
                                        ? "group,topic,partition,offset"
                                        : "topic,partition,offset"));
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean isDoubled = isQuoted && c == '"' && line.startsWith("\"\"", i);
            if (isDoubled) {
                field.append(c);
                i++;
            } else if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == ',' && !isQuoted) {
                fields.add(field.toString().strip());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString().strip());
        return fields;
    }
}
