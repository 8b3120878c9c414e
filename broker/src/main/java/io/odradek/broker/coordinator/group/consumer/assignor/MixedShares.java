package io.odradek.broker.coordinator.group.consumer.assignor;

import static java.util.Objects.requireNonNull;

import io.odradek.broker.coordinator.group.consumer.assignor.Subscribers.Subscriber;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Shares among members that subscribe to different topics. Everyone keeps what it had, the rest
 * goes to the least loaded, and then one partition at a time moves between two subscribers of its
 * topic until none of them has two more than another. Each move makes the sum of squared loads
 * smaller, so there is an end.
 */
final class MixedShares {
    private static final int NOBODY = -1;

    private static final class Topic {
        final UUID id;
        final List<Integer> subscribers = new ArrayList<>();
        final int[] owners;

        Topic(UUID id, int partitions) {
            this.id = id;
            this.owners = new int[partitions];
            Arrays.fill(owners, NOBODY);
        }
    }

    private final Subscribers group;
    private final int[] loads;
    private final Map<UUID, Topic> topics = new TreeMap<>();

    MixedShares(Subscribers group) {
        this.group = group;
        this.loads = new int[group.members().size()];
    }

    Map<String, PartitionSet> assign() {
        for (int i = 0; i < loads.length; i++) {
            for (UUID id : group.members().get(i).topics()) {
                topics.computeIfAbsent(id, this::unowned).subscribers.add(i);
            }
        }
        for (int i = 0; i < loads.length; i++) {
            keep(i);
        }
        List<Topic> fewestReadersFirst = new ArrayList<>(topics.values());
        fewestReadersFirst.sort(Comparator.comparingInt(t -> t.subscribers.size()));
        fewestReadersFirst.forEach(this::giveAway);
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Topic topic : fewestReadersFirst) {
                moved |= balance(topic);
            }
        }
        return result();
    }

    private Topic unowned(UUID id) {
        return new Topic(id, group.partitionCounts().getOrDefault(id, 0));
    }

    private void keep(int member) {
        Subscriber subscriber = group.members().get(member);
        subscriber
                .current()
                .forEach(
                        (id, partition) -> {
                            if (subscriber.topics().contains(id) && group.exists(id, partition)) {
                                int[] owners = requireNonNull(topics.get(id)).owners;
                                if (owners[partition] == NOBODY) {
                                    owners[partition] = member;
                                    loads[member]++;
                                }
                            }
                        });
    }

    private void giveAway(Topic topic) {
        for (int partition = 0; partition < topic.owners.length; partition++) {
            if (topic.owners[partition] == NOBODY) {
                int member = leastLoaded(topic);
                topic.owners[partition] = member;
                loads[member]++;
            }
        }
    }

    private boolean balance(Topic topic) {
        boolean moved = false;
        while (true) {
            int to = leastLoaded(topic);
            int partition = ofTheMostLoaded(topic);
            if (partition < 0 || loads[topic.owners[partition]] - loads[to] < 2) {
                return moved;
            }
            loads[topic.owners[partition]]--;
            loads[to]++;
            topic.owners[partition] = to;
            moved = true;
        }
    }

    private int leastLoaded(Topic topic) {
        int least = topic.subscribers.getFirst();
        for (int member : topic.subscribers) {
            if (loads[member] < loads[least]) {
                least = member;
            }
        }
        return least;
    }

    private int ofTheMostLoaded(Topic topic) {
        int most = -1;
        for (int partition = 0; partition < topic.owners.length; partition++) {
            if (most < 0 || loads[topic.owners[partition]] > loads[topic.owners[most]]) {
                most = partition;
            }
        }
        return most;
    }

    private Map<String, PartitionSet> result() {
        PartitionSet.Builder[] shares = new PartitionSet.Builder[loads.length];
        Arrays.setAll(shares, i -> PartitionSet.builder());
        for (Topic topic : topics.values()) {
            for (int partition = 0; partition < topic.owners.length; partition++) {
                shares[topic.owners[partition]].add(topic.id, partition);
            }
        }
        Map<String, PartitionSet> result = new LinkedHashMap<>();
        for (int i = 0; i < shares.length; i++) {
            result.put(group.members().get(i).memberId(), shares[i].build());
        }
        return result;
    }
}
