package io.odradek.tools.storage;

import io.odradek.log.dir.KafkaUuid;
import io.odradek.log.dir.MetaProperties;
import io.odradek.log.io.Disk;
import io.odradek.log.io.NioDisk;
import io.odradek.tools.cli.Tool;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code kafka-storage.sh info}: what the directories say of themselves, and what is wrong. */
@Command(name = "info", description = "Show how the log directories of this node are formatted.")
final class InfoCommand extends Tool {

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "<server.properties>",
            description = "The node's configuration file.")
    @SuppressWarnings("NullAway.Init") // Required.
    private Path config;

    private final Disk disk = new NioDisk();
    private final List<Path> found = new ArrayList<>();
    private final List<MetaProperties> metas = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        NodeSettings settings = NodeSettings.load(config);
        for (Path directory : settings.allDirectories().stream().sorted().toList()) {
            inspect(directory);
        }
        compare(settings);
        print(out());
        return problems.isEmpty() ? 0 : 1;
    }

    private void inspect(Path directory) throws IOException {
        if (!disk.exists(directory)) {
            problems.add(directory + " does not exist");
            return;
        }
        if (!disk.isDirectory(directory)) {
            problems.add(directory + " is not a directory");
            return;
        }
        found.add(directory);
        try {
            MetaProperties.read(disk, directory)
                    .ifPresentOrElse(
                            metas::add, () -> problems.add(directory + " is not formatted."));
        } catch (IOException e) {
            problems.add(e.getMessage());
        }
    }

    private void compare(NodeSettings settings) {
        if (metas.stream().map(MetaProperties::clusterId).distinct().count() > 1) {
            problems.add("Mismatched cluster IDs between storage directories.");
        }
        if (metas.stream().map(MetaProperties::nodeId).distinct().count() > 1) {
            problems.add("Mismatched node IDs between storage directories.");
        } else if (!metas.isEmpty() && metas.getFirst().nodeId() != settings.nodeId()) {
            problems.add(
                    "The directories belong to node %d, but node.id in %s is %d."
                            .formatted(metas.getFirst().nodeId(), config, settings.nodeId()));
        }
    }

    private void print(PrintWriter out) {
        section(out, "Found log director" + (found.size() == 1 ? "y:" : "ies:"), found);
        if (!metas.isEmpty()) {
            MetaProperties meta = metas.getFirst();
            out.printf(
                    "Found metadata: {cluster.id=%s, directory.id=%s, node.id=%d, version=1}%n%n",
                    meta.clusterId(), KafkaUuid.print(meta.directoryId()), meta.nodeId());
        }
        section(out, "Found problem" + (problems.size() == 1 ? ":" : "s:"), problems);
    }

    private static void section(PrintWriter out, String title, List<?> lines) {
        if (!lines.isEmpty()) {
            out.println(title);
            lines.forEach(line -> out.println("  " + line));
            out.println();
        }
    }
}
