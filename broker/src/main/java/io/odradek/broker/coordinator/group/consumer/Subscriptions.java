package io.odradek.broker.coordinator.group.consumer;

import io.odradek.wire.coordinator.ConsumerGroupRegularExpressionValue;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * What the members of one group subscribe to, by name and by regular expression, counted so that
 * nothing needs to be gone through again when one member changes.
 */
final class Subscriptions {
    private final ConsumerGroup group;
    private final TopicIndex index;
    private final Regexes regexes;
    private final NavigableMap<String, Integer> topics = new TreeMap<>();
    private final NavigableMap<String, Integer> expressions = new TreeMap<>();
    private final Map<String, ConsumerGroupRegularExpressionValue> resolved = new HashMap<>();

    Subscriptions(ConsumerGroup group, TopicIndex index, Regexes regexes) {
        this.group = group;
        this.index = index;
        this.regexes = regexes;
    }

    void add(List<String> names, String regex) {
        names.forEach(this::addTopic);
        if (!regex.isEmpty() && expressions.merge(regex, 1, Integer::sum) == 1) {
            regexes.use(regex, group);
        }
    }

    void remove(List<String> names, String regex) {
        names.forEach(this::removeTopic);
        if (!regex.isEmpty() && decrement(expressions, regex)) {
            regexes.release(regex, group);
        }
    }

    void resolve(String regex, ConsumerGroupRegularExpressionValue topicsOfIt) {
        unresolve(regex);
        resolved.put(regex, topicsOfIt);
        topicsOfIt.topics().forEach(this::addTopic);
    }

    void unresolve(String regex) {
        @Nullable ConsumerGroupRegularExpressionValue old = resolved.remove(regex);
        if (old != null) {
            old.topics().forEach(this::removeTopic);
        }
    }

    /** The group is no more. */
    void clear() {
        topics.keySet().forEach(topic -> index.remove(topic, group));
        expressions.keySet().forEach(regex -> regexes.release(regex, group));
        topics.clear();
        expressions.clear();
        resolved.clear();
    }

    /** Every name, whether a topic of that name exists or not, ascending. */
    SortedSet<String> topics() {
        return Collections.unmodifiableSortedSet(topics.navigableKeySet());
    }

    /** The regular expressions that some member uses. */
    Set<String> expressions() {
        return Collections.unmodifiableSet(expressions.keySet());
    }

    /** The regular expressions that a record of the group resolves, used or not. */
    Set<String> resolvedExpressions() {
        return Collections.unmodifiableSet(resolved.keySet());
    }

    /** What the log says a regular expression matches; null if it says nothing yet. */
    @Nullable List<String> topicsOf(String regex) {
        @Nullable ConsumerGroupRegularExpressionValue value = resolved.get(regex);
        return value == null ? null : value.topics();
    }

    boolean contains(String topic) {
        return topics.containsKey(topic);
    }

    private void addTopic(String topic) {
        if (topics.merge(topic, 1, Integer::sum) == 1) {
            index.add(topic, group);
        }
    }

    private void removeTopic(String topic) {
        if (decrement(topics, topic)) {
            index.remove(topic, group);
        }
    }

    /** Whether that was the last one. */
    private static boolean decrement(Map<String, Integer> counts, String key) {
        @Nullable Integer count = counts.get(key);
        if (count == null) {
            return false;
        }
        if (count == 1) {
            counts.remove(key);
            return true;
        }
        counts.put(key, count - 1);
        return false;
    }
}
