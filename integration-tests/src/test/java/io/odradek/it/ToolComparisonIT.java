package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.ToolAnswer.Likeness;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Command;
import io.odradek.it.cluster.ProcessCluster;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Apache's administrative commands 4.3.1 and ours in hundreds of situations on one cluster, ours
 * after Apache's, each with topics, users and files of its own: they say the same, as far as {@code
 * tool-situations.txt} says so beside each. Two processes in all: {@link ToolRunner}.
 */
@ExtendWith(LogTails.class)
final class ToolComparisonIT {
    private static final Path JARS =
            Path.of(System.getProperty("it.kafkaTools", "kafka-tools/target/libs"));
    private static final Path SITUATIONS = Path.of("src/test/resources/tool-situations.txt");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern ARGUMENT = Pattern.compile("\\s+");
    private static final String AUTHORIZER =
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer";

    /** Main classes: Apache's, ours. */
    private static final Map<String, List<String>> TOOLS =
            Map.of(
                    "topics", tool("org.apache.kafka.tools.TopicCommand", "topics.TopicsCommand"),
                    "configs", tool("kafka.admin.ConfigCommand", "configs.ConfigsCommand"),
                    "features",
                            tool(
                                    "org.apache.kafka.tools.FeatureCommand",
                                    "storage.FeaturesCommand"),
                    "election",
                            tool(
                                    "org.apache.kafka.tools.LeaderElectionCommand",
                                    "partitions.LeaderElectionCommand"),
                    "reassign",
                            tool(
                                    "org.apache.kafka.tools.reassign.ReassignPartitionsCommand",
                                    "partitions.ReassignPartitionsCommand"),
                    "quorum",
                            tool(
                                    "org.apache.kafka.tools.MetadataQuorumCommand",
                                    "cluster.MetadataQuorumCommand"),
                    "storage", tool("kafka.tools.StorageTool", "storage.StorageCommand"),
                    "acls", tool("org.apache.kafka.tools.AclCommand", "acls.AclsCommand"));

    @TempDir Path folder;

    private static List<String> tool(String apache, String ours) {
        return List.of(apache, "io.odradek.tools." + ours);
    }

    /** One line of the file. */
    private record Situation(
            String line, Likeness expected, boolean settle, String tool, String args) {
        static Situation parse(String line) {
            String[] parts = line.split("\\s+", 3);
            boolean settle = parts[0].equals("wait");
            return new Situation(
                    line,
                    settle ? Likeness.SAME : Likeness.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                    settle,
                    parts[1],
                    parts.length < 3 ? "" : parts[2]);
        }
    }

    @Test
    void ourCommandsSayWhatApachesSay() throws IOException {
        List<Situation> situations;
        try (Stream<String> lines = Files.lines(SITUATIONS)) {
            situations =
                    lines.filter(l -> !l.isBlank() && !l.startsWith("#"))
                            .map(Situation::parse)
                            .toList();
        }
        List<ToolAnswer> theirs;
        List<ToolAnswer> ours;
        var spec = ClusterSpec.combined("tool-words", 3).with("authorizer.class.name", AUTHORIZER);
        try (var cluster = ProcessCluster.start(spec)) {
            theirs = run(cluster, situations, 0, JARS + "/*");
            ours = run(cluster, situations, 1, cluster.distribution().home() + "/libs/*");
        }
        assertEquals(situations.size(), theirs.size());
        assertEquals(situations.size(), ours.size());
        List<String> worse = new ArrayList<>();
        for (int i = 0; i < situations.size(); i++) {
            Likeness found = ToolAnswer.likeness(theirs.get(i), ours.get(i));
            if (found.compareTo(situations.get(i).expected()) < 0) {
                worse.add(
                        "%s%n  is alike in %s only%n  Apache: %s%n  ours: %s"
                                .formatted(
                                        situations.get(i).line(),
                                        found,
                                        theirs.get(i),
                                        ours.get(i)));
            }
        }
        System.out.println(situations.size() + " situations, " + worse.size() + " unlike");
        assertTrue(worse.isEmpty(), () -> String.join(System.lineSeparator(), worse));
    }

    private List<ToolAnswer> run(
            ProcessCluster cluster, List<Situation> situations, int side, String jars)
            throws IOException {
        // As long as each other, that columns are as wide; nothing else ends so.
        String own = side == 0 ? "zA" : "zO";
        Path files = Files.createDirectory(folder.resolve("files" + side));
        ToolFiles.write(files, own);
        List<String> lines = new ArrayList<>();
        for (Situation situation : situations) {
            String args =
                    situation
                            .args()
                            .replace("$B", "--bootstrap-server " + cluster.bootstrap())
                            .replace("$D", files.toString())
                            .replace("@", own)
                            .strip();
            lines.add(
                    (situation.settle() ? "?" : "")
                            + Objects.requireNonNull(TOOLS.get(situation.tool()), situation.line())
                                    .get(side));
            lines.add(ARGUMENT.matcher(args).replaceAll("\u001f"));
        }
        Path in = Files.write(folder.resolve("in" + side), lines);
        Path out = folder.resolve("out" + side);
        Command.java(
                        List.of(jars, classes()),
                        ToolRunner.class.getName(),
                        in.toString(),
                        out.toString())
                .environment(Map.of("JAVA_TOOL_OPTIONS", "-Dorg.apache.logging.log4j.level=OFF"))
                .within(PATIENCE)
                .run()
                .ok();
        return ToolAnswer.read(Files.readString(out), own, files.toString());
    }

    private static String classes() {
        var source = ToolRunner.class.getProtectionDomain().getCodeSource();
        return Path.of(URI.create(source.getLocation().toString())).toString();
    }
}
