package io.odradek.tools.storage;

import io.odradek.tools.cli.AdminConnection;
import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.FeatureUpdate.UpgradeType;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.common.KafkaFuture;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/** {@code kafka-features.sh} (KIP-584, KIP-778). */
@Command(
        name = "kafka-features.sh",
        description = "Show and change the levels of a cluster's features.",
        subcommands = {
            FeaturesCommand.Describe.class,
            FeaturesCommand.Upgrade.class,
            FeaturesCommand.Downgrade.class,
            FeaturesCommand.Disable.class,
            VersionMappingCommand.class,
            FeatureDependenciesCommand.class
        })
public final class FeaturesCommand extends Tool {

    @Mixin private final AdminConnection connection = new AdminConnection();

    public static void main(String[] args) {
        Launcher.runAndExit(new FeaturesCommand(), args);
    }

    @Override
    public Integer call() {
        throw usage(
                "Say what to do: describe, upgrade, downgrade, disable, version-mapping or feature-dependencies");
    }

    private Admin connect() {
        if (!connection.hasBootstrapServer()) {
            throw usage("Missing required argument \"[bootstrap-server]\"");
        }
        return connection.connect();
    }

    /** A level as people write it: metadata versions by their names. */
    static String shown(String feature, int level) {
        return feature.equals(Features.METADATA_VERSION) && level > 0
                ? Features.metadataLevel(level).name()
                : String.valueOf(level);
    }

    /** {@code describe}. */
    @Command(name = "describe", description = "Show what is supported and what is in force.")
    static final class Describe extends Tool {
        @ParentCommand
        @SuppressWarnings("NullAway.Init") // Injected before call().
        private FeaturesCommand parent;

        @Override
        public Integer call() throws ExecutionException, InterruptedException {
            try (Admin admin = parent.connect()) {
                FeatureMetadata features = admin.describeFeatures().featureMetadata().get();
                String epoch = features.finalizedFeaturesEpoch().map(String::valueOf).orElse("-");
                new TreeMap<>(features.supportedFeatures())
                        .forEach(
                                (name, range) -> {
                                    FinalizedVersionRange now =
                                            features.finalizedFeatures().get(name);
                                    out().printf(
                                                    "Feature: %-42sSupportedMinVersion: %-17sSupportedMaxVersion: %-17sFinalizedVersionLevel: %-17sEpoch: %s%n",
                                                    name,
                                                    shown(name, range.minVersion()),
                                                    shown(name, range.maxVersion()),
                                                    shown(
                                                            name,
                                                            now == null
                                                                    ? 0
                                                                    : now.maxVersionLevel()),
                                                    epoch);
                                });
            }
            return 0;
        }
    }

    /** What changes levels: which, and what to say about it. */
    private static int update(
            FeaturesCommand parent,
            Map<String, Integer> levels,
            UpgradeType type,
            String verb,
            boolean dryRun,
            PrintWriter out)
            throws InterruptedException {
        Map<String, FeatureUpdate> updates = new TreeMap<>();
        levels.forEach(
                (name, level) -> updates.put(name, new FeatureUpdate(level.shortValue(), type)));
        int failed = 0;
        List<String> lines = new ArrayList<>();
        try (Admin admin = parent.connect()) {
            Map<String, KafkaFuture<Void>> results =
                    admin.updateFeatures(updates, new UpdateFeaturesOptions().validateOnly(dryRun))
                            .values();
            for (Map.Entry<String, Integer> entry : levels.entrySet()) {
                String name = entry.getKey();
                String level = shown(name, entry.getValue());
                boolean off = verb.equals("disable");
                try {
                    KafkaFuture<Void> result = results.get(name);
                    if (result != null) {
                        result.get();
                    }
                    lines.add(
                            (dryRun ? "%s can be %sd" : "%s was %sd").formatted(name, verb)
                                    + (off ? "." : " to " + level + "."));
                } catch (ExecutionException e) {
                    failed++;
                    String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
                    lines.add(
                            "%s not %s %s%s. %s"
                                    .formatted(
                                            dryRun ? "Can" : "Could",
                                            verb,
                                            name,
                                            off ? "" : " to " + level,
                                            why));
                }
            }
        }
        lines.forEach(out::println);
        if (failed > 0) {
            throw new Failure("%d out of %d operation(s) failed.".formatted(failed, levels.size()));
        }
        return 0;
    }

    /** {@code upgrade}. */
    @Command(name = "upgrade", description = "Raise levels.")
    static final class Upgrade extends Tool {
        @ParentCommand
        @SuppressWarnings("NullAway.Init") // Injected before call().
        private FeaturesCommand parent;

        @Mixin private final FeatureLevels levels = new FeatureLevels();

        @Option(names = "--dry-run", description = "Only say whether it could be done.")
        private boolean dryRun;

        @Override
        public Integer call() throws InterruptedException {
            return update(
                    parent,
                    levels.chosen("upgrade", out()),
                    UpgradeType.UPGRADE,
                    "upgrade",
                    dryRun,
                    out());
        }
    }

    /** {@code downgrade}. */
    @Command(name = "downgrade", description = "Lower levels.")
    static final class Downgrade extends Tool {
        @ParentCommand
        @SuppressWarnings("NullAway.Init") // Injected before call().
        private FeaturesCommand parent;

        @Mixin private final FeatureLevels levels = new FeatureLevels();

        @Option(names = "--unsafe", description = "Even if metadata were lost; none is here.")
        private boolean unsafe;

        @Option(names = "--dry-run", description = "Only say whether it could be done.")
        private boolean dryRun;

        @Override
        public Integer call() throws InterruptedException {
            return update(
                    parent,
                    levels.chosen("downgrade", out()),
                    unsafe ? UpgradeType.UNSAFE_DOWNGRADE : UpgradeType.SAFE_DOWNGRADE,
                    "downgrade",
                    dryRun,
                    out());
        }
    }

    /** {@code disable}. */
    @Command(name = "disable", description = "Turn features off.")
    static final class Disable extends Tool {
        @ParentCommand
        @SuppressWarnings("NullAway.Init") // Injected before call().
        private FeaturesCommand parent;

        @Option(names = "--feature", paramLabel = "<name>", description = "Repeatable.")
        private final List<String> features = new ArrayList<>();

        @Option(names = "--unsafe", description = "Even if metadata were lost; none is here.")
        private boolean unsafe;

        @Option(names = "--dry-run", description = "Only say whether it could be done.")
        private boolean dryRun;

        @Override
        public Integer call() throws InterruptedException {
            return update(
                    parent,
                    FeatureLevels.of("disable", features.stream().map(f -> f + "=0").toList()),
                    unsafe ? UpgradeType.UNSAFE_DOWNGRADE : UpgradeType.SAFE_DOWNGRADE,
                    "disable",
                    dryRun,
                    out());
        }
    }
}
