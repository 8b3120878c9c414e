package io.odradek.tools.groups;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.common.TopicPartition;

import java.util.ArrayList;
import java.util.List;

/**
 * A value of {@code --topic}: {@code topic}, or {@code topic:0,1,2}. Pure.
 *
 * @param partitions empty for all
 */
record TopicArgument(String topic, List<Integer> partitions) {

    static TopicArgument parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length > 2 || parts[0].isEmpty()) {
            throw new Failure(
                    "Invalid topic arg '%s', expected topic name and partitions".formatted(text));
        }
        List<Integer> partitions = new ArrayList<>();
        if (parts.length == 2) {
            for (String number : parts[1].split(",", -1)) {
                partitions.add(partition(number.strip(), text));
            }
        }
        return new TopicArgument(parts[0], partitions);
    }

    private static int partition(String number, String text) {
        try {
            return Integer.parseUnsignedInt(number);
        } catch (NumberFormatException e) {
            throw new Failure(
                    "Invalid partition '%s' specified in topic arg '%s'".formatted(number, text),
                    e);
        }
    }

    boolean isWhole() {
        return partitions.isEmpty();
    }

    /** The partitions that were named. */
    List<TopicPartition> given() {
        return partitions.stream().map(p -> new TopicPartition(topic, p)).toList();
    }
}
