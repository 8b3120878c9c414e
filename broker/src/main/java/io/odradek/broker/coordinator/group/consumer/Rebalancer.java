package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.consumer.assignor.PartitionSet;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.controller.image.ClusterImage;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes a group and one of its members a step on: group epoch, target assignment, the member's own
 * assignment, whichever is behind. Changes of metadata wait for the next heartbeat of any member,
 * for nobody could learn of them earlier; so a burst of them makes one rebalance.
 */
final class Rebalancer {
    private final Targets targets;
    private final Regexes regexes;
    private final MemberTimers timers;

    Rebalancer(Targets targets, Regexes regexes, MemberTimers timers) {
        this.targets = targets;
        this.regexes = regexes;
        this.timers = timers;
    }

    /**
     * @param regroup whether members or their subscriptions have just changed
     * @return whether the member's partitions changed
     */
    boolean advance(
            ConsumerGroup group,
            Member member,
            boolean regroup,
            Owned owned,
            ClusterImage image,
            Now now,
            Effects out) {
        refresh(group, regroup, image, now, out);
        targets.update(group, image, now, out);
        PartitionSet before = member.current().assigned();
        Current next = Reconciliation.next(member, group.assignmentEpoch(), owned, group.owners());
        if (!next.equals(member.current())) {
            out.append(Records.current(group.groupId(), member.id(), next));
            timers.stepped(group, member, now);
        }
        return !before.equals(member.current().assigned());
    }

    /**
     * Brings the group's epoch up to date.
     *
     * @param regroup whether members or their subscriptions have just changed
     */
    void refresh(ConsumerGroup group, boolean regroup, ClusterImage image, Now now, Effects out) {
        if (regroup || group.isMetadataDue(now.monotonicMs(), regexes.refreshIntervalMs())) {
            resolve(group, image, now, out);
            long hash = MetadataHash.of(group.subscriptions().topics(), image);
            if (regroup || hash != group.metadataHash()) {
                bump(group, hash, out);
            }
            group.metadataChecked(now.monotonicMs());
        }
    }

    /** Members have gone: who remains learns of it by and by, a group of nobody is settled now. */
    void shrunk(ConsumerGroup group, ClusterImage image, Now now, Effects out) {
        dropUnused(group, out);
        bump(group, MetadataHash.of(group.subscriptions().topics(), image), out);
        if (group.isEmpty()) {
            out.append(Records.assignmentEpoch(group.groupId(), group.epoch(), now.wallMs()));
        }
    }

    private static void bump(ConsumerGroup group, long hash, Effects out) {
        if (group.hasPartitionMetadata()) {
            out.append(Records.partitionMetadataGone(group.groupId()));
        }
        out.append(Records.epoch(group.groupId(), group.epoch() + 1, hash));
    }

    private void resolve(ConsumerGroup group, ClusterImage image, Now now, Effects out) {
        dropUnused(group, out);
        for (String regex : group.subscriptions().expressions()) {
            List<String> topics = regexes.topics(regex, image, now.monotonicMs());
            if (!topics.equals(group.subscriptions().topicsOf(regex))) {
                out.append(
                        Records.regex(
                                group.groupId(), regex, topics, image.offset(), now.wallMs()));
            }
        }
    }

    private static void dropUnused(ConsumerGroup group, Effects out) {
        Set<String> unused = new TreeSet<>(group.subscriptions().resolvedExpressions());
        unused.removeAll(group.subscriptions().expressions());
        unused.forEach(regex -> out.append(Records.regexGone(group.groupId(), regex)));
    }
}
