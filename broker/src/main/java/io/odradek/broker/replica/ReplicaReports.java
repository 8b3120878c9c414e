package io.odradek.broker.replica;

import io.odradek.log.batch.RejectReason;
import io.odradek.log.partition.LogException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator reads of a replica's fate. */
final class ReplicaReports {
    private static final Logger log = LoggerFactory.getLogger(ReplicaReports.class);

    private ReplicaReports() {}

    static void logFailed(HostedPartition partition, LogException e) {
        if (e.isTransient()) {
            log.warn(
                    "Partition {}-{} tries again in a moment: {}",
                    partition.topic(),
                    partition.key().partition(),
                    e.getMessage());
            return;
        }
        log.error(
                "Partition {}-{} cannot go on: {}",
                partition.topic(),
                partition.key().partition(),
                e.getMessage(),
                e);
    }

    static void rejectedFromLeader(HostedPartition partition, RejectReason reason, String message) {
        log.warn(
                "What broker {} sent for {}-{} is not taken ({}): {}",
                partition.replica().leader(),
                partition.topic(),
                partition.key().partition(),
                reason,
                message);
    }

    static void truncation(HostedPartition partition, long before, long lost) {
        log.info(
                "Cut {}-{} from offset {} to {}, where its log parts from that of broker {}.",
                partition.topic(),
                partition.key().partition(),
                before,
                partition.log().logEndOffset(),
                partition.replica().leader());
        if (lost > 0) {
            log.error(
                    "{} records of {}-{} that were committed are lost: the leader, broker {}, was"
                            + " elected without them.",
                    lost,
                    partition.topic(),
                    partition.key().partition(),
                    partition.replica().leader());
        }
    }

    static void retained(HostedPartition partition, long before) {
        log.info(
                "Dropped {}-{} from offset {} to {}, which its retention does not keep.",
                partition.topic(),
                partition.key().partition(),
                before,
                partition.log().logStartOffset());
    }

    static void restart(HostedPartition partition, long before, long offset) {
        log.warn(
                "Restarted {}-{} at offset {} (it ended at {}): the leader, broker {}, has nothing"
                        + " older.",
                partition.topic(),
                partition.key().partition(),
                offset,
                before,
                partition.replica().leader());
    }
}
