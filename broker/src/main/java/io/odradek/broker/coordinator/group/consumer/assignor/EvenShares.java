package io.odradek.broker.coordinator.group.consumer.assignor;

import static java.util.Objects.requireNonNull;

import io.odradek.broker.coordinator.group.consumer.assignor.Subscribers.Subscriber;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Shares among members that all subscribe to the same topics, in time proportional to partitions
 * and members: each keeps what it had up to its share, the rest goes round among those that lack.
 */
final class EvenShares {
    private static final class Share {
        final Subscriber member;
        final PartitionSet kept;
        final PartitionSet.Builder partitions = PartitionSet.builder();
        int room;

        Share(Subscriber member, PartitionSet kept) {
            this.member = member;
            this.kept = kept;
        }
    }

    private final Subscribers group;
    private final Map<UUID, boolean[]> taken = new HashMap<>();
    private final List<Share> shares = new ArrayList<>();

    EvenShares(Subscribers group) {
        this.group = group;
    }

    Map<String, PartitionSet> assign() {
        if (group.members().isEmpty()) {
            return Map.of();
        }
        int total = 0;
        for (UUID topic : group.members().getFirst().topics()) {
            int count = group.partitionCounts().getOrDefault(topic, 0);
            taken.put(topic, new boolean[count]);
            total += count;
        }
        for (Subscriber member : group.members()) {
            shares.add(new Share(member, stillThere(member.current())));
        }
        keep(total);
        deal();
        Map<String, PartitionSet> result = new LinkedHashMap<>();
        for (Share share : shares) {
            result.put(share.member.memberId(), share.partitions.build());
        }
        return result;
    }

    /** Marks them as taken, too, so that no two members keep the same. */
    private PartitionSet stillThere(PartitionSet current) {
        PartitionSet.Builder there = PartitionSet.builder();
        current.forEach(
                (topic, partition) -> {
                    boolean[] of = taken.get(topic);
                    if (of != null && partition < of.length && !of[partition]) {
                        of[partition] = true;
                        there.add(topic, partition);
                    }
                });
        return there.build();
    }

    /** Who has more than the least share may keep one more, as long as there are such to give. */
    private void keep(int total) {
        int least = total / shares.size();
        int withOneMore = total % shares.size();
        for (Share share : shares) {
            share.room = least;
            if (share.kept.size() > least && withOneMore > 0) {
                share.room++;
                withOneMore--;
            }
        }
        for (Share share : shares) {
            if (withOneMore > 0 && share.room == least) {
                share.room++;
                withOneMore--;
            }
        }
        for (Share share : shares) {
            share.kept.forEach(
                    (topic, partition) -> {
                        if (share.room > 0) {
                            share.room--;
                            share.partitions.add(topic, partition);
                        } else {
                            of(topic)[partition] = false;
                        }
                    });
        }
    }

    /** One by one in turn, so that each topic spreads over the members. */
    private void deal() {
        ArrayDeque<Share> lacking = new ArrayDeque<>();
        for (Share share : shares) {
            if (share.room > 0) {
                lacking.add(share);
            }
        }
        for (UUID topic : new TreeSet<>(taken.keySet())) {
            boolean[] of = of(topic);
            for (int partition = 0; partition < of.length; partition++) {
                if (!of[partition]) {
                    Share share = lacking.remove();
                    share.partitions.add(topic, partition);
                    if (--share.room > 0) {
                        lacking.add(share);
                    }
                }
            }
        }
    }

    private boolean[] of(UUID topic) {
        return requireNonNull(taken.get(topic));
    }
}
