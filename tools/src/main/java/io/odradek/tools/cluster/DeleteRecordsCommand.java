package io.odradek.tools.cluster;

import io.odradek.tools.cli.AdminConnection;
import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** {@code kafka-delete-records.sh}: deletes the records before given offsets. */
@Command(
        name = "kafka-delete-records.sh",
        description = "Delete the records of partitions before the offsets that a file names.")
public final class DeleteRecordsCommand extends Tool {

    @Mixin private final AdminConnection connection = new AdminConnection();

    @Option(
            names = "--offset-json-file",
            paramLabel = "<file>",
            description =
                    "{\"partitions\": [{\"topic\": \"foo\", \"partition\": 1, \"offset\": 1}], \"version\": 1}; the offset -1 stands for the partition's end. Required.")
    private @Nullable Path offsetFile;

    public static void main(String[] args) {
        Launcher.runAndExit(new DeleteRecordsCommand(), args);
    }

    @Override
    public Integer call() throws InterruptedException {
        Path file = offsetFile;
        if (!connection.hasBootstrapServer()) {
            throw usage("Missing required argument \"[bootstrap-server]\"");
        }
        if (file == null) {
            throw usage("Missing required argument \"[offset-json-file]\"");
        }
        SortedMap<TopicPartition, Long> plan = DeletionPlan.parse(read(file));
        try (Admin admin = connection.connect()) {
            out().println("Executing records delete operation");
            var results =
                    admin.deleteRecords(
                                    plan.entrySet().stream()
                                            .collect(
                                                    Collectors.toMap(
                                                            Map.Entry::getKey,
                                                            e ->
                                                                    RecordsToDelete.beforeOffset(
                                                                            e.getValue()))))
                            .lowWatermarks();
            out().println("Records delete operation completed:");
            for (TopicPartition partition : plan.keySet()) {
                var result = results.get(partition);
                if (result == null) {
                    continue;
                }
                try {
                    out().printf(
                                    "partition: %s\tlow_watermark: %d%n",
                                    partition, result.get().lowWatermark());
                } catch (ExecutionException e) {
                    out().printf("partition: %s\terror: %s%n", partition, e.getMessage());
                }
            }
        }
        return 0;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new Failure("Unable to read file " + file, e);
        }
    }
}
