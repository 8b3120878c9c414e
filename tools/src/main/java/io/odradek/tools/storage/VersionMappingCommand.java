package io.odradek.tools.storage;

import io.odradek.tools.cli.Tool;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kafka-storage.sh version-mapping}. */
@Command(
        name = "version-mapping",
        description = "Show the feature levels that belong to a release.")
final class VersionMappingCommand extends Tool {

    @Option(
            names = {"-r", "--release-version"},
            paramLabel = "<release>",
            description = "A release or metadata version, such as 4.4 or 4.4-IV2; else the latest.")
    private @Nullable String release;

    @Override
    public Integer call() {
        Features.MetadataVersion version =
                release == null ? Features.latest() : Features.version(release);
        var out = out();
        out.printf(
                "%s=%d (%s)%n",
                Features.METADATA_VERSION,
                version.level(),
                release == null ? version.name() : release);
        Features.defaults(version).forEach(out::println);
        return 0;
    }
}
