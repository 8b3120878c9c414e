package io.odradek.benchmarks;

import io.odradek.benchmarks.Samples.Metric;
import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.ProcessCluster;

import org.apache.kafka.clients.admin.ConsumerGroupDescription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A hundred members of one group share a thousand partitions: how long until each has its own, at
 * the start, when one joins, when one leaves, and how long until each can commit again after kill
 * -9 of the coordinator. Everything at its default, {@code group.initial.rebalance.delay.ms}
 * included.
 */
final class GroupBenchmark {
    private static final String TOPIC = "shared-by-many";
    private static final int PARTITIONS = 1_000;
    private static final int MEMBERS = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private GroupBenchmark() {}

    static void run(Contender contender, Samples samples) throws Exception {
        for (String protocol : List.of("classic", "consumer")) {
            try (var cluster = contender.start("groups-" + protocol, 3)) {
                cluster.createTopic(TOPIC, PARTITIONS, 3, Map.of());
                new Run(contender, samples, cluster, protocol).measure();
            }
        }
    }

    private record Run(
            Contender contender, Samples samples, ProcessCluster cluster, String protocol) {
        void measure() throws Exception {
            List<GroupMember> members = new ArrayList<>();
            try {
                double before = Proc.cpuSeconds(cluster.nodes());
                long began = System.nanoTime();
                for (int i = 0; i < MEMBERS; i++) {
                    members.add(join());
                }
                add("all members join", awaitShared(members, began));
                samples.add(
                        new Metric(name("all members join"), "CPU seconds of the brokers", true),
                        contender,
                        Proc.cpuSeconds(cluster.nodes()) - before);

                began = System.nanoTime();
                members.add(join());
                add("one more joins", awaitShared(members, began));

                began = System.nanoTime();
                members.removeLast().close();
                add("one leaves", awaitShared(members, began));

                NodeProcess coordinator = coordinator();
                long killed = System.nanoTime();
                coordinator.kill();
                Await.until(
                        "every member commits again",
                        PATIENCE,
                        () -> members.stream().allMatch(m -> m.hasCommittedSince(killed)));
                add("every member commits again after kill -9 of the coordinator", since(killed));
            } finally {
                members.parallelStream().forEach(GroupMember::close);
            }
        }

        private GroupMember join() {
            return new GroupMember(
                    cluster.client(
                            Map.of(
                                    "group.id",
                                    "group-" + protocol,
                                    "group.protocol",
                                    protocol,
                                    "enable.auto.commit",
                                    "false",
                                    "auto.offset.reset",
                                    "earliest")),
                    TOPIC);
        }

        private double awaitShared(List<GroupMember> members, long began) {
            Await.until(
                    PARTITIONS + " partitions among " + members.size() + " members",
                    PATIENCE,
                    () ->
                            members.stream().allMatch(m -> m.owned() > 0)
                                    && members.stream().mapToInt(GroupMember::owned).sum()
                                            == PARTITIONS);
            return since(began);
        }

        private NodeProcess coordinator() throws Exception {
            try (var admin = cluster.admin()) {
                ConsumerGroupDescription group =
                        admin.describeConsumerGroups(List.of("group-" + protocol))
                                .all()
                                .get()
                                .values()
                                .iterator()
                                .next();
                return cluster.node(group.coordinator().id());
            }
        }

        private void add(String what, double ms) {
            samples.add(new Metric(name(what), "ms", true), contender, ms);
        }

        private String name(String what) {
            return "100 members, 1,000 partitions, %s protocol: %s".formatted(protocol, what);
        }

        private static double since(long nanos) {
            return (System.nanoTime() - nanos) / 1e6;
        }
    }
}
