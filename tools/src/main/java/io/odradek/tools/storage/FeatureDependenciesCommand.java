package io.odradek.tools.storage;

import io.odradek.tools.cli.Tool;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/** {@code kafka-storage.sh feature-dependencies}. */
@Command(
        name = "feature-dependencies",
        description = "Show which features a feature level needs first.")
final class FeatureDependenciesCommand extends Tool {

    @Option(
            names = {"-f", "--feature"},
            required = true,
            paramLabel = "<feature=level>",
            description = "The feature level; may be given several times.")
    private final List<String> features = new ArrayList<>();

    @Override
    public Integer call() {
        Features.parse(features)
                .forEach((name, level) -> out().println(Features.dependencies(name, level)));
        return 0;
    }
}
