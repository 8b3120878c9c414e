package io.odradek.tools.storage;

import io.odradek.tools.cli.Failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Kafka's feature levels: the metadata versions with their names, and from which one on a release
 * turns each other feature on.
 */
final class Features {

    static final String METADATA_VERSION = "metadata.version";
    static final String KRAFT_VERSION = "kraft.version";

    /** A metadata version: its level and name. */
    record MetadataVersion(int level, String name) {
        /** {@code 4.4} of {@code 4.4-IV2}. */
        String release() {
            return name.substring(0, name.indexOf('-'));
        }
    }

    private record Feature(String name, List<Integer> onSince) {
        int levelsMax() {
            return onSince.size();
        }

        int levelAt(MetadataVersion version) {
            return (int) onSince.stream().filter(since -> since <= version.level()).count();
        }
    }

    private static final int FIRST_LEVEL = 7;
    private static final List<MetadataVersion> VERSIONS =
            versions(
                    "3.3-IV3", "3.4-IV0", "3.5-IV0", "3.5-IV1", "3.5-IV2", "3.6-IV0", "3.6-IV1",
                    "3.6-IV2", "3.7-IV0", "3.7-IV1", "3.7-IV2", "3.7-IV3", "3.7-IV4", "3.8-IV0",
                    "3.9-IV0", "4.0-IV0", "4.0-IV1", "4.0-IV2", "4.0-IV3", "4.1-IV0", "4.1-IV1",
                    "4.2-IV0", "4.2-IV1", "4.3-IV0", "4.4-IV0", "4.4-IV1", "4.4-IV2");

    /** For each level of a feature, the metadata version from which on it is the default. */
    private static final List<Feature> FEATURES =
            List.of(
                    new Feature(KRAFT_VERSION, List.of(21)),
                    new Feature("transaction.version", List.of(24, 24)),
                    new Feature("group.version", List.of(22)),
                    new Feature("eligible.leader.replicas.version", List.of(26)),
                    new Feature("share.version", List.of(28, 31)),
                    new Feature("streams.version", List.of(29)));

    /** {@code eligible.leader.replicas.version=1} cannot be had below this metadata version. */
    private static final int ELR_NEEDS_LEVEL = 23;

    private Features() {}

    private static List<MetadataVersion> versions(String... names) {
        List<MetadataVersion> versions = new ArrayList<>();
        for (String name : names) {
            versions.add(new MetadataVersion(FIRST_LEVEL + versions.size(), name));
        }
        return List.copyOf(versions);
    }

    static MetadataVersion latest() {
        return VERSIONS.getLast();
    }

    /** Finds {@code 4.4-IV2}, or for {@code 4.4} the last version of that release. */
    static MetadataVersion version(String name) {
        String release =
                name.matches("\\d+\\.\\d+\\.\\d+") ? name.replaceFirst("\\.\\d+$", "") : name;
        return VERSIONS.reversed().stream()
                .filter(v -> v.name().equals(name) || v.release().equals(release))
                .findFirst()
                .orElseThrow(
                        () ->
                                new Failure(
                                        "Unknown metadata.version '%s'. Supported metadata.version are: %s"
                                                .formatted(name, names())));
    }

    private static String names() {
        return VERSIONS.stream().map(MetadataVersion::name).collect(Collectors.joining(", "));
    }

    private static Optional<MetadataVersion> level(int level) {
        return VERSIONS.stream().filter(v -> v.level() == level).findFirst();
    }

    /** The levels a new cluster at {@code version} gets, in the order Kafka lists them. */
    static List<String> defaults(MetadataVersion version) {
        return FEATURES.stream().map(f -> f.name() + "=" + f.levelAt(version)).toList();
    }

    /** Reads {@code name=level} arguments and refuses names and levels that do not exist. */
    static Map<String, Integer> parse(List<String> arguments) {
        Map<String, Integer> levels = new TreeMap<>();
        for (String argument : arguments) {
            String[] parts = argument.split("=", -1);
            if (parts.length != 2 || !parts[1].strip().matches("\\d{1,5}")) {
                throw new Failure(
                        "Invalid feature format: %s. Expected format: 'feature=version' (e.g. 'group.version=1')"
                                .formatted(argument));
            }
            levels.put(parts[0].strip(), Integer.parseInt(parts[1].strip()));
        }
        return levels;
    }

    /** Refuses levels for features that a cluster cannot be formatted with. */
    static void requireSupported(Map<String, Integer> levels) {
        levels.forEach(
                (name, level) -> {
                    if (name.equals(METADATA_VERSION)) {
                        metadataLevel(level);
                        return;
                    }
                    Feature feature =
                            feature(name)
                                    .orElseThrow(
                                            () ->
                                                    new Failure(
                                                            "Unsupported feature: %s. Supported features are: %s"
                                                                    .formatted(
                                                                            name, featureNames())));
                    requireLevel(feature, level);
                });
    }

    static MetadataVersion metadataLevel(int level) {
        return level(level).orElseThrow(() -> new Failure("Unknown metadata.version " + level));
    }

    /** What {@code name=level} needs to be switched on first, as a printed paragraph. */
    static String dependencies(String name, int level) {
        String shown = name + "=" + level;
        if (name.equals(METADATA_VERSION)) {
            return "%s (%s) has no dependencies.".formatted(shown, metadataLevel(level).name());
        }
        Feature feature = feature(name).orElseThrow(() -> new Failure("Unknown feature: " + name));
        requireLevel(feature, level);
        if (name.equals("eligible.leader.replicas.version") && level == 1) {
            return "%s requires:%n    %s=%d (%s)"
                    .formatted(
                            shown,
                            METADATA_VERSION,
                            ELR_NEEDS_LEVEL,
                            metadataLevel(ELR_NEEDS_LEVEL).name());
        }
        return shown + " has no dependencies.";
    }

    private static void requireLevel(Feature feature, int level) {
        if (level > feature.levelsMax()) {
            throw new Failure(
                    "Feature level %d is not supported for feature %s (0 to %d are)"
                            .formatted(level, feature.name(), feature.levelsMax()));
        }
    }

    private static Optional<Feature> feature(String name) {
        return FEATURES.stream().filter(f -> f.name().equals(name)).findFirst();
    }

    private static String featureNames() {
        return FEATURES.stream().map(Feature::name).sorted().collect(Collectors.joining(", "));
    }
}
