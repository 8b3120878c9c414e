package io.odradek.tools.partitions;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeReplicaLogDirsResult.ReplicaLogDirInfo;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.errors.ReplicaNotAvailableException;
import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Replicas that a reassignment puts into directories it names (KIP-113). */
final class LogDirMoves {
    private static final Comparator<TopicPartitionReplica> ORDER =
            Comparator.comparing(TopicPartitionReplica::topic)
                    .thenComparing(TopicPartitionReplica::partition)
                    .thenComparing(TopicPartitionReplica::brokerId);
    private static final long PAUSE_MS = 100;

    private final Admin admin;
    private final PrintWriter out;

    LogDirMoves(Admin admin, PrintWriter out) {
        this.admin = admin;
        this.out = out;
    }

    /** Has each begin; those that a broker does not have yet as soon as it has. */
    void start(Map<TopicPartitionReplica, String> target, long timeoutMs)
            throws ExecutionException, InterruptedException {
        Map<TopicPartitionReplica, String> left = sorted(target);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (!left.isEmpty()) {
            Map<TopicPartitionReplica, String> begun = begin(left);
            if (!begun.isEmpty()) {
                out.println(
                        "Successfully started log directory move%s for: %s"
                                .formatted(begun.size() == 1 ? "" : "s", join(begun.keySet())));
                begun.keySet().forEach(left::remove);
            }
            if (!left.isEmpty()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new Failure(
                            "Timed out before log directory move%s could be started for: %s"
                                    .formatted(left.size() == 1 ? "" : "s", join(left.keySet())));
                }
                Thread.sleep(PAUSE_MS);
            }
        }
    }

    private Map<TopicPartitionReplica, String> begin(Map<TopicPartitionReplica, String> some)
            throws ExecutionException, InterruptedException {
        Map<TopicPartitionReplica, String> begun = new TreeMap<>(ORDER);
        for (Map.Entry<TopicPartitionReplica, KafkaFuture<Void>> answer :
                admin.alterReplicaLogDirs(some).values().entrySet()) {
            try {
                answer.getValue().get();
                begun.put(answer.getKey(), some.getOrDefault(answer.getKey(), ""));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof ReplicaNotAvailableException)) {
                    throw new Failure(
                            "Failed to alter dir for %s: %s"
                                    .formatted(
                                            answer.getKey(),
                                            e.getCause() == null
                                                    ? e.getMessage()
                                                    : e.getCause().getMessage()));
                }
            }
        }
        return begun;
    }

    /** Says where each is. */
    void verify(Map<TopicPartitionReplica, String> target)
            throws ExecutionException, InterruptedException {
        if (target.isEmpty()) {
            return;
        }
        Map<TopicPartitionReplica, ReplicaLogDirInfo> found =
                admin.describeReplicaLogDirs(target.keySet()).all().get();
        sorted(target)
                .forEach(
                        (replica, directory) ->
                                out.println(status(replica, directory, found.get(replica))));
        out.println();
    }

    static String status(
            TopicPartitionReplica replica, String target, @Nullable ReplicaLogDirInfo info) {
        TopicPartition at = new TopicPartition(replica.topic(), replica.partition());
        @Nullable String current = info == null ? null : info.getCurrentReplicaLogDir();
        @Nullable String future = info == null ? null : info.getFutureReplicaLogDir();
        if (current == null) {
            return "Partition %s is not found in any live log dir on broker %d. There is likely an offline log directory on the broker."
                    .formatted(at, replica.brokerId());
        }
        if (target.equals(future)) {
            return "Reassignment of replica %s is still in progress.".formatted(replica);
        }
        if (future != null) {
            return "Partition %s on broker %d is being moved to log dir %s instead of %s."
                    .formatted(at, replica.brokerId(), future, target);
        }
        return target.equals(current)
                ? "Reassignment of replica %s completed successfully.".formatted(replica)
                : "Partition %s on broker %d is not being moved from log dir %s to %s."
                        .formatted(at, replica.brokerId(), current, target);
    }

    private static Map<TopicPartitionReplica, String> sorted(
            Map<TopicPartitionReplica, String> some) {
        Map<TopicPartitionReplica, String> sorted = new TreeMap<>(ORDER);
        sorted.putAll(some);
        return sorted;
    }

    private static String join(Collection<TopicPartitionReplica> replicas) {
        return replicas.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
