package io.odradek.wire.generator;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The table of a coordinator's record types: from the number in a record's key to its records. */
final class RecordTypesEmitter {
    private RecordTypesEmitter() {}

    static String emit(String name, String topic, Map<String, Spec> specs) {
        List<Spec> keys =
                specs.values().stream()
                        .filter(s -> s.kind() == Spec.Kind.COORDINATOR_KEY)
                        .sorted(Comparator.comparingInt(Spec::apiKey))
                        .toList();
        JavaText java = new JavaText();
        java.line("package io.odradek.wire.coordinator;")
                .blank()
                .line("import io.odradek.wire.codec.WireReader;")
                .line("import org.jspecify.annotations.Nullable;")
                .blank()
                .line("/** The records of {@code " + topic + "} by type. Generated. */")
                .line("public final class " + name + " {")
                .line("private " + name + "() {}")
                .blank()
                .line("/** Null if the type is not known. */")
                .line(
                        "public static @Nullable CoordinatorKey readKey(short type, WireReader in)"
                                + " {")
                .line("return switch (type) {");
        for (Spec key : keys) {
            java.line(
                    "case "
                            + key.apiKey()
                            + " -> "
                            + key.name()
                            + ".read(in, "
                            + key.name()
                            + ".MIN_VERSION);");
        }
        java.line("default -> null;")
                .line("};")
                .line("}")
                .blank()
                .line("/** Null if the type is not known. */")
                .line(
                        "public static @Nullable CoordinatorValue readValue(short type, WireReader"
                                + " in, short version) {")
                .line("return switch (type) {");
        for (Spec key : keys) {
            String value = key.name().substring(0, key.name().length() - "Key".length()) + "Value";
            if (!specs.containsKey(value)) {
                throw new IllegalStateException(key.name() + " has no " + value);
            }
            java.line("case " + key.apiKey() + " -> " + value + ".read(in, version);");
        }
        return java.line("default -> null;").line("};").line("}").line("}").toString();
    }
}
