package io.odradek.tools.topics;

import org.apache.kafka.clients.admin.PartitionReassignment;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * What {@code --describe} shows: topics with all their partitions, only topics with settings of
 * their own, or only partitions that are in one of the named kinds of trouble.
 */
record TopicReport(
        boolean onlyOverridden,
        boolean underReplicated,
        boolean underMinIsr,
        boolean atMinIsr,
        boolean unavailable) {

    /** Whether partitions are picked; then no topic lines are shown. */
    boolean picksPartitions() {
        return underReplicated || underMinIsr || atMinIsr || unavailable;
    }

    /**
     * Whether the partition is shown.
     *
     * @param minIsr the topic's {@code min.insync.replicas}
     * @param liveBrokers the brokers that are up
     */
    boolean shows(
            TopicPartitionInfo info,
            @Nullable PartitionReassignment moving,
            int minIsr,
            Set<Integer> liveBrokers) {
        if (!picksPartitions()) {
            return true;
        }
        int isr = info.isr().size();
        boolean led = TopicText.hasLeader(info) && liveBrokers.contains(info.leader().id());
        return (underReplicated && isr < TopicText.replicationFactor(info, moving))
                || (underMinIsr && isr < minIsr)
                || (atMinIsr && isr == minIsr)
                || (unavailable && !led);
    }
}
