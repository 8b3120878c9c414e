package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Command.Result;
import io.odradek.it.cluster.Distribution;
import io.odradek.it.cluster.NodeProcess;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.cluster.Tools;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The manual way of the README, script by script, with the output Apache's documentation shows. */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ToolsIT {
    private static final Pattern UUID = Pattern.compile("[A-Za-z0-9_-]{22}");

    private final ProcessCluster cluster =
            ProcessCluster.formatted(ClusterSpec.combined("tools", 3), Distribution.underTest());
    private final Tools tools = Tools.of(cluster);

    @BeforeAll
    void startEachNode() {
        cluster.nodes().forEach(NodeProcess::start);
        cluster.awaitWhole();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void randomUuidPrintsAUuidAlone() {
        assertTrue(UUID.matcher(cluster.clusterId()).matches(), cluster.clusterId());
    }

    @Test
    void describedTopicLooksAsInApachesDocumentation() {
        assertEquals(
                "Created topic spool.\n",
                tools.topics(
                                "--create",
                                "--topic",
                                "spool",
                                "--partitions",
                                "3",
                                "--replication-factor",
                                "3",
                                "--config",
                                "retention.ms=3600000")
                        .ok());
        String described = tools.topics("--describe", "--topic", "spool").ok();
        List<String> lines = described.lines().toList();
        assertEquals(4, lines.size(), described);
        assertMatches(
                "Topic: spool\\tTopicId: "
                        + UUID
                        + "\\tPartitionCount: 3\\tReplicationFactor: 3"
                        + "\\tConfigs: (min.insync.replicas=1,)?retention.ms=3600000",
                lines.getFirst());
        for (int p = 0; p < 3; p++) {
            assertMatches(
                    "\\tTopic: spool\\tPartition: "
                            + p
                            + "\\tLeader: [123]\\tReplicas: [123],[123],[123]"
                            + "\\tIsr: [123],[123],[123]\\tElr: \\tLastKnownElr: ",
                    lines.get(p + 1));
        }
        assertTrue(tools.topics("--list").ok().lines().anyMatch("spool"::equals));
    }

    @Test
    void whatTheConsoleProducerReadsTheConsoleConsumerPrints() {
        tools.topics(
                        "--create",
                        "--topic",
                        "lines",
                        "--partitions",
                        "3",
                        "--replication-factor",
                        "3")
                .ok();
        String input =
                IntStream.range(0, 500)
                        .mapToObj(i -> "line " + i + " of Odradek")
                        .collect(Collectors.joining("\n", "", "\n"));
        tools.consoleProducer("--topic", "lines").input(input).run().ok();

        Result read =
                tools.consoleConsumer(
                                "--topic", "lines", "--from-beginning", "--max-messages", "500")
                        .within(Duration.ofSeconds(40))
                        .run();

        assertEquals(sorted(input), sorted(read.ok()));
        assertTrue(read.err().contains("Processed a total of 500 messages"), read::toString);
    }

    @Test
    void onePartitionIsReadInOrderFromAnOffset() {
        tools.topics("--create", "--topic", "ordered", "--partitions", "1").ok();
        tools.consoleProducer("--topic", "ordered", "--reader-property", "parse.key=true")
                .input("a\tone\nb\ttwo\nc\tthree\n")
                .run()
                .ok();
        Result read =
                tools.consoleConsumer(
                                "--topic",
                                "ordered",
                                "--partition",
                                "0",
                                "--offset",
                                "1",
                                "--formatter-property",
                                "print.key=true",
                                "--max-messages",
                                "2")
                        .run();
        assertEquals("b\ttwo\nc\tthree\n", read.ok());
    }

    @Test
    void topicCommandsFailInOneSentence() {
        tools.topics("--create", "--topic", "twice", "--partitions", "1").ok();
        Result again = tools.topics("--create", "--topic", "twice", "--partitions", "1");
        assertEquals(1, again.status());
        assertTrue(again.all().contains("Topic 'twice' already exists."), again::toString);

        Result tooMany =
                tools.topics("--create", "--topic", "nowhere", "--replication-factor", "4");
        assertEquals(1, tooMany.status());
        assertTrue(
                tooMany.all().contains("Unable to replicate the partition 4 time(s)"),
                tooMany::toString);

        Result unknown = tools.topics("--describe", "--topic", "nope");
        assertEquals(1, unknown.status());
        assertTrue(
                unknown.all().contains("Topic 'nope' does not exist as expected"),
                unknown::toString);
    }

    @Test
    void partitionsAreAddedAndTopicsDeleted() {
        tools.topics("--create", "--topic", "grows", "--partitions", "1").ok();
        tools.topics("--alter", "--topic", "grows", "--partitions", "4").ok();
        assertTrue(
                tools.topics("--describe", "--topic", "grows").ok().contains("PartitionCount: 4"));
        tools.topics("--delete", "--topic", "grows").ok();
        assertTrue(tools.topics("--list").ok().lines().noneMatch("grows"::equals));
    }

    @Test
    void quorumStatusNamesTheLeaderAndItsVoters() {
        String status = tools.quorum("describe", "--status").ok();
        assertTrue(status.contains("ClusterId:              " + cluster.clusterId()), status);
        assertMatches("(?s).*LeaderId:               [123]\\n.*", status);
        for (int id = 1; id <= 3; id++) {
            // The leader stands first, whoever it is.
            assertMatches("(?s).*CurrentVoters: +\\[[^\\n]*\"id\": " + id + ",.*", status);
        }
        String replication = tools.quorum("describe", "--replication").ok();
        assertMatches(
                "(?s)NodeId\\tDirectoryId +\\tLogEndOffset\\tLag\\t.*Status\\t?\\s*\\n.*",
                replication);
        assertEquals(4, replication.strip().lines().count(), replication);
    }

    @Test
    void brokerApiVersionsListsEveryBroker() {
        String listed = tools.command("kafka-broker-api-versions.sh").run().ok();
        for (NodeProcess node : cluster.brokers()) {
            String header =
                    "127.0.0.1:%d (id: %d rack: null"
                            .formatted(node.config().kafkaPort(), node.id());
            assertTrue(listed.contains(header), listed);
        }
        assertTrue(listed.contains("Produce(0): "), listed);
    }

    private static List<String> sorted(String text) {
        return Arrays.stream(text.split("\n")).sorted().toList();
    }

    private static void assertMatches(String regex, String text) {
        assertTrue(text.matches(regex), () -> "<" + text + "> does not match <" + regex + ">");
    }
}
