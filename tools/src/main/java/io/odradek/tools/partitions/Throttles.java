package io.odradek.tools.partitions;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;

/** Sets and removes the configs that slow a reassignment down (KIP-73). */
final class Throttles {
    private static final List<String> RATES =
            List.of("leader.replication.throttled.rate", "follower.replication.throttled.rate");
    private static final String LEADERS = "leader.replication.throttled.replicas";
    private static final String FOLLOWERS = "follower.replication.throttled.replicas";

    private final Admin admin;

    Throttles(Admin admin) {
        this.admin = admin;
    }

    /** First the replicas, so that they are throttled from the first byte on. */
    void set(ThrottlePlan plan, long bytesPerSecond)
            throws ExecutionException, InterruptedException {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        plan.leaders().forEach((topic, pairs) -> add(changes, topic, LEADERS, pairs));
        plan.followers().forEach((topic, pairs) -> add(changes, topic, FOLLOWERS, pairs));
        for (int broker : plan.brokers()) {
            changes.put(
                    broker(broker),
                    ops(RATES, _ -> Long.toString(bytesPerSecond), AlterConfigOp.OpType.SET));
        }
        if (!changes.isEmpty()) {
            admin.incrementalAlterConfigs(changes).all().get();
        }
    }

    void clear(Collection<Integer> brokers, Collection<String> topics)
            throws ExecutionException, InterruptedException {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (int broker : brokers) {
            changes.put(broker(broker), ops(RATES, _ -> null, AlterConfigOp.OpType.DELETE));
        }
        for (String topic : topics) {
            changes.put(
                    new ConfigResource(ConfigResource.Type.TOPIC, topic),
                    ops(List.of(LEADERS, FOLLOWERS), _ -> null, AlterConfigOp.OpType.DELETE));
        }
        admin.incrementalAlterConfigs(changes).all().get();
    }

    private static void add(
            Map<ConfigResource, Collection<AlterConfigOp>> changes,
            String topic,
            String key,
            Set<String> pairs) {
        changes.merge(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                ops(List.of(key), _ -> String.join(",", pairs), AlterConfigOp.OpType.SET),
                (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
    }

    private static ConfigResource broker(int id) {
        return new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(id));
    }

    private static Collection<AlterConfigOp> ops(
            List<String> keys,
            Function<String, @Nullable String> value,
            AlterConfigOp.OpType type) {
        return keys.stream()
                .map(key -> new AlterConfigOp(new ConfigEntry(key, value.apply(key)), type))
                .toList();
    }
}
