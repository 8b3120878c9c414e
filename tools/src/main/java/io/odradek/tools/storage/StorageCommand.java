package io.odradek.tools.storage;

import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.Tool;

import picocli.CommandLine.Command;

/** {@code kafka-storage.sh}. */
@Command(
        name = "kafka-storage.sh",
        description = "Makes ids and formats a node's log directories.",
        subcommands = {
            InfoCommand.class,
            FormatCommand.class,
            VersionMappingCommand.class,
            FeatureDependenciesCommand.class,
            RandomUuidCommand.class
        })
public final class StorageCommand extends Tool {

    public static void main(String[] args) {
        Launcher.runAndExit(new StorageCommand(), args);
    }

    @Override
    public Integer call() {
        throw usage(
                "Say what to do: info, format, version-mapping, feature-dependencies or random-uuid");
    }
}
