package io.odradek.it.chaos.fault;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.apache.kafka.common.errors.PreferredLeaderNotAvailableException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** Leaders and replicas moved by an administrator. */
final class PartitionFaults {
    private PartitionFaults() {}

    /** Every partition gets another preferred replica, which is then elected. */
    record LeadersMoved(Admin admin, List<TopicPartition> partitions, int nodes, Random random)
            implements Fault {
        @Override
        public String target() {
            return partitions.size() + " partitions";
        }

        @Override
        public void begin() throws ExecutionException, InterruptedException {
            assign(admin, partitions, nodes, random);
            elect();
        }

        /** Those that were not in sync when first asked are elected now. */
        @Override
        public void end() throws ExecutionException, InterruptedException {
            elect();
        }

        private void elect() throws ExecutionException, InterruptedException {
            var failures =
                    admin.electLeaders(ElectionType.PREFERRED, Set.copyOf(partitions))
                            .partitions()
                            .get();
            for (Optional<Throwable> failure : failures.values()) {
                if (failure.isPresent()
                        && !(failure.get() instanceof ElectionNotNeededException)
                        && !(failure.get() instanceof PreferredLeaderNotAvailableException)) {
                    throw new ExecutionException(failure.get());
                }
            }
        }
    }

    /** Every partition loses a replica, and gets it back. */
    record ReplicasMoved(Admin admin, List<TopicPartition> partitions, int nodes, Random random)
            implements Fault {
        @Override
        public String target() {
            return partitions.size() + " partitions";
        }

        @Override
        public void begin() throws ExecutionException, InterruptedException {
            assign(admin, partitions, nodes - 1, random);
        }

        @Override
        public void end() throws ExecutionException, InterruptedException {
            assign(admin, partitions, nodes, random);
        }
    }

    /** Each partition to the first {@code replicas} of the nodes 1, 2, 3 in any order. */
    private static void assign(
            Admin admin, List<TopicPartition> partitions, int replicas, Random random)
            throws ExecutionException, InterruptedException {
        var order = new ArrayList<>(List.of(1, 2, 3));
        Map<TopicPartition, Optional<NewPartitionReassignment>> wanted = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Collections.shuffle(order, random);
            wanted.put(
                    partition,
                    Optional.of(
                            new NewPartitionReassignment(List.copyOf(order.subList(0, replicas)))));
        }
        admin.alterPartitionReassignments(wanted).all().get();
    }
}
