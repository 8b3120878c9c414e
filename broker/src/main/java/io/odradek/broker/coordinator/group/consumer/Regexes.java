package io.odradek.broker.coordinator.group.consumer;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The regular expressions in use, each with the topics it matches. Kept up with the topics that
 * come and go, whatever number of groups share it; all topics are gone through when an expression
 * is first asked for, and again after the refresh interval.
 *
 * <p>An expression matches whole names. Internal topics are for those who ask for them by an
 * expression that begins with their two underscores.
 */
final class Regexes {
    private static final Set<String> INTERNAL =
            Set.of("__consumer_offsets", "__transaction_state", "__share_group_state");

    private static final class Entry {
        final Set<ConsumerGroup> groups = new LinkedHashSet<>();
        final boolean wantsInternal;
        @Nullable Pattern pattern;
        @Nullable SortedSet<String> topics;
        long scannedAtMs;

        Entry(String regex) {
            wantsInternal = regex.startsWith("__");
            try {
                pattern = compile(regex);
            } catch (GroupException e) {
                // From the log of a broker that allowed it: it matches nothing here.
                pattern = null;
            }
        }

        boolean matches(String topic) {
            return pattern != null
                    && (wantsInternal || !INTERNAL.contains(topic))
                    && pattern.matches(topic);
        }
    }

    private final Map<String, Entry> entries = new HashMap<>();
    private final long refreshIntervalMs;

    Regexes(long refreshIntervalMs) {
        this.refreshIntervalMs = refreshIntervalMs;
    }

    long refreshIntervalMs() {
        return refreshIntervalMs;
    }

    private static Pattern compile(String regex) {
        RegexSize.check(regex);
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new GroupException(
                    ErrorCode.INVALID_REGULAR_EXPRESSION,
                    "SubscribedTopicRegex '"
                            + regex
                            + "' is not a regular expression in RE2 syntax: "
                            + e.getDescription());
        }
    }

    /**
     * @throws GroupException INVALID_REGULAR_EXPRESSION
     */
    void check(String regex) {
        if (!entries.containsKey(regex)) {
            compile(regex);
        }
    }

    void use(String regex, ConsumerGroup group) {
        entries.computeIfAbsent(regex, Entry::new).groups.add(group);
    }

    void release(String regex, ConsumerGroup group) {
        @Nullable Entry entry = entries.get(regex);
        if (entry != null && entry.groups.remove(group) && entry.groups.isEmpty()) {
            entries.remove(regex);
        }
    }

    /** The existing topics that an expression in use matches, ascending. */
    List<String> topics(String regex, ClusterImage image, long nowMs) {
        Entry entry = entries.computeIfAbsent(regex, Entry::new);
        SortedSet<String> topics = entry.topics;
        if (topics == null || nowMs - entry.scannedAtMs >= refreshIntervalMs) {
            topics = new TreeSet<>();
            for (String topic : image.topicIds().keySet()) {
                if (entry.matches(topic)) {
                    topics.add(topic);
                }
            }
            entry.topics = topics;
            entry.scannedAtMs = nowMs;
        }
        return List.copyOf(topics);
    }

    /** Takes in the topics that came and went, and marks the groups they concern. */
    void onMetadata(ClusterImage image, Collection<ImageDelta.TopicDelta> changes) {
        for (Entry entry : entries.values()) {
            SortedSet<String> topics = entry.topics;
            if (topics == null) {
                continue;
            }
            boolean changed = false;
            for (ImageDelta.TopicDelta change : changes) {
                if (change.kind() != ImageDelta.Kind.CHANGED && entry.matches(change.name())) {
                    changed |=
                            image.topicIds().containsKey(change.name())
                                    ? topics.add(change.name())
                                    : topics.remove(change.name());
                }
            }
            if (changed) {
                entry.groups.forEach(ConsumerGroup::metadataChanged);
            }
        }
    }
}
