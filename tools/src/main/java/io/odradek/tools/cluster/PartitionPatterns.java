package io.odradek.tools.cluster;

import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.TopicPattern;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which partitions {@code kafka-get-offsets} means. Pure.
 *
 * <p>{@code --topic-partitions} is a list of {@code topic:partitions}, of which the topic is a
 * regular expression, or nothing for any, and the partitions are a number, {@code 2-5} (without the
 * 5), {@code 2-}, {@code -5}, or nothing for all.
 */
final class PartitionPatterns {

    private static final Pattern ITEM =
            Pattern.compile("([^:,]*)(?::(?:(\\d*)|(?:(\\d*)-(\\d*))))?");

    private record Item(TopicPattern topics, int from, int until) {
        boolean matches(TopicPartition partition) {
            return topics.matches(partition.topic())
                    && partition.partition() >= from
                    && partition.partition() < until;
        }
    }

    private final List<Item> items;
    private final Set<Integer> partitions;

    private PartitionPatterns(List<Item> items, Set<Integer> partitions) {
        this.items = items;
        this.partitions = partitions;
    }

    /** What {@code --topic-partitions} says. */
    static PartitionPatterns ofList(String text, boolean excludeInternal) {
        List<Item> items = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            Matcher matcher = ITEM.matcher(item.strip());
            if (!matcher.matches()) {
                throw new Failure("Invalid rule specification: " + item);
            }
            String only = matcher.group(2);
            boolean isOne = only != null && !only.isEmpty();
            items.add(
                    new Item(
                            topics(matcher.group(1), excludeInternal),
                            isOne ? number(only, 0) : number(matcher.group(3), 0),
                            isOne
                                    ? number(only, 0) + 1
                                    : number(matcher.group(4), Integer.MAX_VALUE)));
        }
        return new PartitionPatterns(items, Set.of());
    }

    /** What {@code --topic} and {@code --partitions} say; null stands for all. */
    static PartitionPatterns of(
            @Nullable String topic, @Nullable String partitions, boolean excludeInternal) {
        Set<Integer> wanted = new TreeSet<>();
        if (partitions != null && !partitions.isBlank()) {
            for (String partition : partitions.split(",", -1)) {
                wanted.add(number(partition.strip(), 0));
            }
        }
        Item any = new Item(topics(topic, excludeInternal), 0, Integer.MAX_VALUE);
        return new PartitionPatterns(List.of(any), wanted);
    }

    boolean matches(TopicPartition partition) {
        return (partitions.isEmpty() || partitions.contains(partition.partition()))
                && items.stream().anyMatch(item -> item.matches(partition));
    }

    private static TopicPattern topics(@Nullable String expression, boolean excludeInternal) {
        boolean any = expression == null || expression.isEmpty();
        return new TopicPattern(any ? null : expression, excludeInternal);
    }

    private static int number(@Nullable String text, int otherwise) {
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new Failure(
                    "--partitions expects a comma separated list of numeric partition ids, but received: "
                            + text,
                    e);
        }
    }
}
