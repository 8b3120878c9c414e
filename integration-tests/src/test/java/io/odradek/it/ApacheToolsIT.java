package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Command;
import io.odradek.it.cluster.Command.Result;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.cluster.Tools;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Apache's own command-line tools, on Apache's own client library of another version than the one
 * our tools stand on, as processes. ConsumerPerformance needs a group: {@link GroupsIT} runs it;
 * here {@link AssignedReader} reads on the same libraries without one.
 */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ApacheToolsIT {
    private static final Path JARS =
            Path.of(System.getProperty("it.kafkaTools", "kafka-tools/target/libs"));
    private static final int RECORDS = 50_000;

    private final ProcessCluster cluster =
            ProcessCluster.start(ClusterSpec.combined("apache-tools", 3));
    private final Tools ours = Tools.of(cluster);

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void topicCommandPrintsWhatOurScriptPrints() {
        assertEquals(
                "Created topic twin.\n",
                topics(
                                "--create",
                                "--topic",
                                "twin",
                                "--partitions",
                                "4",
                                "--replication-factor",
                                "3",
                                "--config",
                                "max.message.bytes=2000000",
                                "--config",
                                "cleanup.policy=compact")
                        .ok());
        String[] describe = {"--describe", "--topic", "twin"};
        assertEquals(topics(describe).ok(), ours.topics(describe).ok());
        assertEquals(topics("--list").ok(), ours.topics("--list").ok());
        Result again = topics("--create", "--topic", "twin");
        Result ourAgain = ours.topics("--create", "--topic", "twin");
        assertEquals(again.status(), ourAgain.status());
        // Apache's goes on with a line of its logger.
        assertEquals(again.out().lines().findFirst(), ourAgain.out().lines().findFirst());
    }

    @Test
    void whatProducerPerformanceWritesIsCountedAndRead() throws Exception {
        cluster.createTopic("perf", 6, 3, Map.of("min.insync.replicas", "2"));
        String written =
                tool(
                                "ProducerPerformance",
                                "--topic",
                                "perf",
                                "--num-records",
                                String.valueOf(RECORDS),
                                "--record-size",
                                "100",
                                "--throughput",
                                "-1",
                                "--command-property",
                                "acks=all")
                        .run()
                        .ok();
        assertTrue(written.contains(RECORDS + " records sent"), written);
        System.out.println("ProducerPerformance: " + written.strip().lines().toList().getLast());

        String offsets = tool("GetOffsetShell", "--topic", "perf").run().ok();
        long end = offsets.lines().mapToLong(l -> Long.parseLong(l.split(":")[2])).sum();
        assertEquals(RECORDS, end, offsets);
        assertEquals(
                IntStream.range(0, 6).mapToObj(p -> "perf:" + p).collect(Collectors.toSet()),
                offsets.lines().map(l -> l.replaceAll(":\\d+$", "")).collect(Collectors.toSet()));

        var read =
                Command.java(
                        List.of(JARS + "/*", classes()),
                        AssignedReader.class.getName(),
                        cluster.bootstrap(),
                        "perf",
                        "6");
        String counted = read.run().ok();
        assertTrue(counted.startsWith(RECORDS + " records with kafka-clients-4.3.1.jar"), counted);
        System.out.println("AssignedReader: " + counted.strip());
    }

    @Test
    void quorumCommandPrintsWhatOurScriptPrints() {
        String[] status = {"describe", "--status"};
        assertEquals(
                steadyLines(tool("MetadataQuorumCommand", status).run().ok()),
                steadyLines(ours.quorum(status).ok()));
        String replication = tool("MetadataQuorumCommand", "describe", "--replication").run().ok();
        assertEquals(
                3, replication.lines().filter(l -> l.matches(".*(Leader|Follower).*")).count());
    }

    @Test
    void logDirsAndApiVersionsAreUnderstood() throws Exception {
        cluster.createTopic("dirs", 1, 3, Map.of());
        String dirs = tool("LogDirsCommand", "--describe", "--topic-list", "dirs").run().ok();
        assertTrue(dirs.contains("\"partition\":\"dirs-0\""), dirs);
        String versions = tool("BrokerApiVersionsCommand").run().ok();
        assertTrue(versions.contains("Produce(0): 0 to 13 [usable: 13]"), versions);
        assertTrue(versions.contains("Fetch(1): "), versions);
    }

    /** Lines that do not count moving things. */
    private static List<String> steadyLines(String status) {
        return status.lines()
                .filter(l -> !l.matches("(HighWatermark|MaxFollowerLag|MaxFollowerLagTimeMs):.*"))
                .toList();
    }

    private Result topics(String... args) {
        return tool("TopicCommand", args).run();
    }

    private Command tool(String simpleName, String... args) {
        var all = new ArrayList<String>();
        if (args.length > 0 && args[0].equals("describe")) {
            // MetadataQuorumCommand wants its server before its verb, the others do not care.
            all.addAll(List.of("--bootstrap-server", cluster.bootstrap()));
            all.addAll(List.of(args));
        } else {
            all.addAll(List.of(args));
            all.addAll(List.of("--bootstrap-server", cluster.bootstrap()));
        }
        return Command.java(
                List.of(JARS + "/*"),
                "org.apache.kafka.tools." + simpleName,
                all.toArray(String[]::new));
    }

    private static String classes() {
        var source = AssignedReader.class.getProtectionDomain().getCodeSource();
        return Path.of(URI.create(source.getLocation().toString())).toString();
    }
}
