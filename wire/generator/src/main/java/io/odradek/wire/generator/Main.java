package io.odradek.wire.generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * {@code Main <today's kafka-clients.jar> <yesterday's kafka-clients.jar>
 * <kafka-group-coordinator.jar> <folder for sources>}
 */
final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException {
        SortedMap<String, String> sources = sources(specs(Path.of(args[0]), Path.of(args[1])));
        Map<String, Spec> groups = new TreeMap<>();
        SpecJar.read(Path.of(args[2])).forEach((name, json) -> groups.put(name, Merge.today(json)));
        addSources(groups, sources);
        sources.put(
                "io/odradek/wire/coordinator/GroupRecords.java",
                RecordTypesEmitter.emit("GroupRecords", "__consumer_offsets", groups));
        write(Path.of(args[3]), sources);
    }

    static Map<String, Spec> specs(Path todaysJar, Path yesterdaysJar) throws IOException {
        var today = SpecJar.read(todaysJar);
        var yesterday = SpecJar.read(yesterdaysJar);
        // Key 74 under its former name; the wire is the same and today's specification covers it.
        yesterday.keySet().removeIf(name -> name.startsWith("ListClientMetricsResources"));
        Set<String> names = new TreeSet<>(today.keySet());
        names.addAll(yesterday.keySet());
        Map<String, Spec> specs = new TreeMap<>();
        for (String name : names) {
            Spec spec = Merge.merge(today.get(name), yesterday.get(name));
            if (spec != null) {
                specs.put(name, Overlay.apply(spec));
            }
        }
        return specs;
    }

    private static SortedMap<String, String> sources(Map<String, Spec> specs) {
        SortedMap<String, String> sources = new TreeMap<>();
        addSources(specs, sources);
        sources.put("io/odradek/wire/api/ApiKey.java", ApiKeyEmitter.apiKeys(specs));
        sources.put("io/odradek/wire/message/Messages.java", ApiKeyEmitter.messages(specs));
        return sources;
    }

    private static void addSources(Map<String, Spec> specs, Map<String, String> sources) {
        specs.forEach(
                (name, spec) ->
                        sources.put(
                                "io/odradek/wire/%s/%s.java".formatted(spec.kind().area(), name),
                                MessageEmitter.emit(spec)));
    }

    /** Touches only what has changed, so that the compiler sees nothing to do when nothing did. */
    private static void write(Path folder, SortedMap<String, String> sources) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .filter(f -> !sources.containsKey(folder.relativize(f).toString()))
                    .forEach(Main::delete);
        }
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = folder.resolve(source.getKey());
            if (Files.exists(file) && Files.readString(file).equals(source.getValue())) {
                continue;
            }
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
