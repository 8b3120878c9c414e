package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.consumer.assignor.Assignor;
import io.odradek.broker.coordinator.group.consumer.assignor.PartitionSet;
import io.odradek.broker.coordinator.group.consumer.assignor.RangeAssignor;
import io.odradek.broker.coordinator.group.consumer.assignor.Subscribers;
import io.odradek.broker.coordinator.group.consumer.assignor.UniformAssignor;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Assigns a group anew, once for each of its epochs, by the assignor most members ask for. */
final class Targets {
    private final Map<String, Assignor> assignors = new LinkedHashMap<>();

    /**
     * @param names the first is the default
     */
    Targets(List<String> names) {
        for (String name : names) {
            assignors.put(name, assignor(name));
        }
    }

    private static Assignor assignor(String name) {
        return switch (name) {
            case "uniform" -> new UniformAssignor();
            case "range" -> new RangeAssignor();
            default ->
                    throw new IllegalArgumentException(
                            "group.consumer.assignors has '"
                                    + name
                                    + "': there are uniform and range");
        };
    }

    Collection<String> names() {
        return Collections.unmodifiableSet(assignors.keySet());
    }

    /** The one that most of those who ask for one ask for; among equals the first configured. */
    Assignor preferred(ConsumerGroup group) {
        Map<String, Integer> votes = new HashMap<>();
        for (Member member : group.members()) {
            @Nullable String asked = member.metadata().serverAssignor();
            if (asked != null) {
                votes.merge(asked, 1, Integer::sum);
            }
        }
        Assignor winner = assignors.values().iterator().next();
        int most = 0;
        for (Assignor candidate : assignors.values()) {
            int count = votes.getOrDefault(candidate.name(), 0);
            if (count > most) {
                most = count;
                winner = candidate;
            }
        }
        return winner;
    }

    void update(ConsumerGroup group, ClusterImage image, Now now, Effects out) {
        if (group.epoch() <= group.assignmentEpoch()) {
            return;
        }
        Map<String, PartitionSet> targets = preferred(group).assign(subscribers(group, image));
        for (Member member : group.members()) {
            PartitionSet target = targets.getOrDefault(member.id(), PartitionSet.EMPTY);
            if (!target.equals(member.target())) {
                out.append(Records.target(group.groupId(), member.id(), target));
            }
        }
        out.append(Records.assignmentEpoch(group.groupId(), group.epoch(), now.wallMs()));
    }

    private record Subscription(List<String> names, String regex) {}

    private static Subscribers subscribers(ConsumerGroup group, ClusterImage image) {
        Map<UUID, Integer> counts = new HashMap<>();
        Map<Subscription, Set<UUID>> topics = new HashMap<>();
        List<Subscribers.Subscriber> members = new ArrayList<>();
        for (Member member : group.members()) {
            Set<UUID> ids =
                    topics.computeIfAbsent(
                            new Subscription(member.topics(), member.regex()),
                            s -> existing(s, group, image, counts));
            members.add(
                    new Subscribers.Subscriber(
                            member.id(), member.instanceId(), ids, member.target()));
        }
        return new Subscribers(members, counts);
    }

    private static Set<UUID> existing(
            Subscription subscription,
            ConsumerGroup group,
            ClusterImage image,
            Map<UUID, Integer> counts) {
        Set<UUID> ids = new TreeSet<>();
        List<String> matching = group.subscriptions().topicsOf(subscription.regex);
        for (List<String> names :
                List.of(subscription.names, matching == null ? List.<String>of() : matching)) {
            for (String name : names) {
                Optional<TopicImage> topic = image.topic(name);
                if (topic.isPresent()) {
                    ids.add(topic.get().id());
                    counts.put(topic.get().id(), topic.get().partitions().size());
                }
            }
        }
        return ids;
    }
}
