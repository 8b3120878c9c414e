package io.odradek.tools.storage;

import io.odradek.tools.cli.Failure;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The options that say which feature is to have which level. */
final class FeatureLevels {

    @Option(names = "--metadata", paramLabel = "<version>", description = "As 4.4-IV2.")
    private @Nullable String metadata;

    @Option(
            names = "--release-version",
            paramLabel = "<release>",
            description = "As 4.4; sets metadata.version.")
    private @Nullable String release;

    @Option(names = "--feature", paramLabel = "<name=level>", description = "Repeatable.")
    private final List<String> features = new ArrayList<>();

    /** The levels asked for, at least one. */
    Map<String, Integer> chosen(String verb, PrintWriter out) {
        if (release != null && (metadata != null || !features.isEmpty())) {
            throw new Failure("Can not specify `release-version` with other feature flags.");
        }
        String version = release != null ? release : metadata;
        if (version == null) {
            return of(verb, features);
        }
        if (metadata != null) {
            // The blank at the beginning is Apache's.
            out.println(" `metadata` flag is deprecated and may be removed in a future release.");
        }
        Map<String, Integer> levels = new TreeMap<>(Features.parse(features));
        levels.put(Features.METADATA_VERSION, Features.version(version).level());
        return levels;
    }

    /** The same, where all are given as {@code name=level}. */
    static Map<String, Integer> of(String verb, List<String> features) {
        for (String argument : features) {
            if (argument.indexOf('=') < 0) {
                throw new Failure(
                        "Can't parse feature=level string %s: equals sign not found."
                                .formatted(argument));
            }
        }
        Map<String, Integer> levels = new TreeMap<>(Features.parse(features));
        if (levels.isEmpty()) {
            throw new Failure(
                    "You must specify at least one feature to "
                            + verb
                            + ": --feature"
                            + (verb.equals("disable") ? "" : " or --release-version"));
        }
        return levels;
    }
}
