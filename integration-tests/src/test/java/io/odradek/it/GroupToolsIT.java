package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Command;
import io.odradek.it.cluster.Command.Result;
import io.odradek.it.cluster.Distribution;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.cluster.Tools;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Apache's ConsumerGroupCommand and GroupsCommand 4.3.1 and our scripts are asked the same of one
 * cluster, where a classic and a consumer group are idle and others live: they say the same, line
 * by line, but for the order of lines. {@code -Dit.dist} may name Apache Kafka's cluster; the
 * scripts are Odradek's all the same.
 */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class GroupToolsIT {
    private static final Path JARS =
            Path.of(System.getProperty("it.kafkaTools", "kafka-tools/target/libs"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RECORDS = 60;

    private final ProcessCluster cluster =
            ProcessCluster.start(ClusterSpec.combined("group-tools", 3));
    private final Tools ours = new Tools(scripts(cluster.distribution()), cluster.bootstrap());
    private final List<GroupMember> members = new ArrayList<>();

    private static Distribution scripts(Distribution cluster) {
        return cluster.isOdradek()
                ? cluster
                : new Distribution(Path.of("../deploy/target/odradek"));
    }

    @BeforeAll
    void makeGroups() throws Exception {
        cluster.createTopic("wool", 4, 3, Map.of());
        cluster.createTopic("thread", 2, 3, Map.of());
        for (String topic : List.of("wool", "thread")) {
            String lines =
                    IntStream.range(0, RECORDS)
                            .mapToObj(i -> "key" + i + "\tvalue" + i)
                            .collect(Collectors.joining("\n", "", "\n"));
            ours.consoleProducer("--topic", topic, "--reader-property", "parse.key=true")
                    .input(lines)
                    .run()
                    .ok();
        }
        for (String protocol : List.of("classic", "consumer")) {
            String idle = protocol + "-idle";
            try (var _ = member(idle, protocol, "passing", Map.of())) {
                awaitRead(idle, 1);
            }
            String live = protocol + "-live";
            members.add(member(live, protocol, "one", Map.of("group.instance.id", "spool")));
            members.add(member(live, protocol, "two", Map.of()));
            awaitRead(live, 2);
        }
    }

    private GroupMember member(
            String group, String protocol, String client, Map<String, String> more) {
        var settings = new HashMap<String, Object>(more);
        settings.put("group.id", group);
        settings.put("group.protocol", protocol);
        settings.put("client.id", client);
        settings.put("auto.offset.reset", "earliest");
        settings.put("auto.commit.interval.ms", "200");
        return new GroupMember(cluster.client(settings), List.of("wool", "thread"));
    }

    /** Until the group is stable, every member has work, and all that was written is committed. */
    private void awaitRead(String group, int size) {
        Await.until(
                "group " + group + " is stable with " + size + " members and has read everything",
                PATIENCE,
                () -> {
                    var found =
                            cluster.admin()
                                    .describeConsumerGroups(List.of(group))
                                    .all()
                                    .get()
                                    .values()
                                    .iterator()
                                    .next();
                    long committed =
                            committed(group).values().stream()
                                    .mapToLong(OffsetAndMetadata::offset)
                                    .sum();
                    return found.groupState() == GroupState.STABLE
                            && found.members().size() == size
                            && found.members().stream()
                                    .noneMatch(m -> m.assignment().topicPartitions().isEmpty())
                            && committed == 2L * RECORDS;
                });
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String group) throws Exception {
        return cluster.admin()
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
    }

    @AfterAll
    void stop() {
        members.forEach(GroupMember::close);
        cluster.close();
    }

    @Test
    void offsetsAndLagAreTheSame() {
        for (String group :
                List.of("classic-idle", "consumer-idle", "classic-live", "consumer-live")) {
            assertSame("--describe", "--group", group);
            assertSame("--describe", "--group", group, "--offsets", "--verbose");
        }
    }

    @Test
    void membersAreTheSame() {
        for (String group :
                List.of("classic-idle", "consumer-idle", "classic-live", "consumer-live")) {
            assertSame("--describe", "--group", group, "--members");
        }
        String classic =
                assertSame("--describe", "--group", "classic-live", "--members", "--verbose");
        assertTrue(classic.contains("GROUP-INSTANCE-ID"), classic);
        String live =
                assertSame("--describe", "--group", "consumer-live", "--members", "--verbose");
        assertTrue(live.contains("TARGET-ASSIGNMENT") && live.contains("wool:"), live);
    }

    @Test
    void statesAreTheSame() {
        for (String group :
                List.of("classic-idle", "consumer-idle", "classic-live", "consumer-live")) {
            assertSame("--describe", "--group", group, "--state", "--verbose");
        }
        assertSame("--describe", "--group", "classic-live", "--group", "consumer-idle", "--state");
    }

    @Test
    void listsAreTheSame() {
        assertSame("--list", "--type", "consumer");
        assertSame("--list", "--state", "stable", "--type");
        assertSame("--list", "--state", "empty", "--type", "classic");
        assertEquals(
                sorted(apache("GroupsCommand", "--list", "--group-type", "consumer").ok()),
                sorted(script("kafka-groups.sh", "--list", "--group-type", "consumer").ok()));
    }

    @Test
    void resetsArePlannedTheSame() {
        List<List<String>> strategies =
                List.of(
                        List.of("--to-earliest"),
                        List.of("--to-latest"),
                        List.of("--to-current"),
                        List.of("--shift-by", "-2"),
                        List.of("--by-duration", "PT1H", "--export"),
                        List.of("--to-datetime", "2020-01-01T00:00:00.000+02:00"));
        for (List<String> strategy : strategies) {
            var args = new ArrayList<String>();
            args.addAll(List.of("--reset-offsets", "--dry-run", "--all-topics"));
            args.addAll(List.of("--group", "classic-idle"));
            args.addAll(strategy);
            assertSame(args.toArray(String[]::new));
        }
        assertSame(
                "--reset-offsets",
                "--dry-run",
                "--group",
                "consumer-live",
                "--topic",
                "wool:0,1",
                "--to-earliest");
    }

    @Test
    void refusalsAreTheSame() {
        assertSameOut("--describe", "--group", "nobody");
        assertSame("--delete", "--group", "classic-live");
        assertSame("--delete", "--group", "consumer-live", "--group", "nobody");
        assertSame("--delete-offsets", "--group", "classic-live", "--topic", "wool");
        assertSame("--delete-offsets", "--group", "nobody", "--topic", "wool:0");
        assertSameOut(
                "--reset-offsets",
                "--dry-run",
                "--group",
                "classic-idle",
                "--topic",
                "silk",
                "--to-latest");
    }

    @Test
    void offsetsAreResetByFileForgottenAndTheGroupDeleted() throws Exception {
        var wool = new TopicPartition("wool", 0);
        var thread = new TopicPartition("thread", 1);
        cluster.admin()
                .alterConsumerGroupOffsets(
                        "moved",
                        Map.of(wool, new OffsetAndMetadata(4), thread, new OffsetAndMetadata(5)))
                .all()
                .get();
        String exported =
                groups(
                                "--reset-offsets",
                                "--execute",
                                "--export",
                                "--group",
                                "moved",
                                "--topic",
                                "wool:0",
                                "--to-offset",
                                "2")
                        .ok();
        assertEquals("wool,0,2\n\n", exported);
        assertEquals(new OffsetAndMetadata(2), committed("moved").get(wool));

        groups(
                        "--reset-offsets",
                        "--execute",
                        "--group",
                        "moved",
                        "--from-file",
                        file(exported, "3"))
                .ok();
        assertEquals(new OffsetAndMetadata(3), committed("moved").get(wool));
        assertSame("--describe", "--group", "moved");

        String forgotten = groups("--delete-offsets", "--group", "moved", "--topic", "wool").ok();
        assertTrue(
                forgotten.startsWith("Request succeeded for deleting offsets from group moved."),
                forgotten);
        assertEquals(Set.of(thread), committed("moved").keySet());

        assertEquals(
                "Deletion of requested consumer groups ('moved') was successful.\n",
                groups("--delete", "--group", "moved").ok());
        assertSame("--delete", "--group", "moved");
    }

    /** What was exported, with another offset. */
    private static String file(String exported, String offset) throws IOException {
        Path file = Files.createTempFile("offsets", ".csv");
        file.toFile().deleteOnExit();
        return Files.writeString(file, exported.strip().replaceFirst("\\d+$", offset)).toString();
    }

    /** Both say the same on both streams and end the same; returns what ours prints. */
    private String assertSame(String... args) {
        Result theirs = apache("consumer.group.ConsumerGroupCommand", args);
        Result mine = groups(args);
        assertEquals(sorted(theirs.out()), sorted(mine.out()), mine::toString);
        assertEquals(sorted(theirs.err()), sorted(mine.err()), mine::toString);
        assertEquals(theirs.status(), mine.status(), mine::toString);
        return mine.out();
    }

    /** Apache's adds a stack trace on its other stream. */
    private void assertSameOut(String... args) {
        Result theirs = apache("consumer.group.ConsumerGroupCommand", args);
        Result mine = groups(args);
        assertEquals(sorted(theirs.out()), sorted(mine.out()), mine::toString);
        assertEquals(theirs.status(), mine.status(), mine::toString);
    }

    private static List<String> sorted(String text) {
        return text.lines().sorted().toList();
    }

    private Result groups(String... args) {
        return script("kafka-consumer-groups.sh", args);
    }

    private Result script(String name, String... args) {
        return ours.command(name, args).run();
    }

    private Result apache(String tool, String... args) {
        var all = new ArrayList<>(List.of("--bootstrap-server", cluster.bootstrap()));
        all.addAll(List.of(args));
        return Command.java(
                        List.of(JARS + "/*"),
                        "org.apache.kafka.tools." + tool,
                        all.toArray(String[]::new))
                .run();
    }
}
