package io.odradek.wire.generator;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** From one message's JSON to a {@link Spec} of some of the versions the JSON describes. */
final class SpecParser {
    private final VersionSet wanted;
    private final VersionSet flexible;
    private final Map<String, Struct> structs = new LinkedHashMap<>();

    private SpecParser(VersionSet wanted, VersionSet flexible) {
        this.wanted = wanted;
        this.flexible = flexible;
    }

    static VersionSet validVersions(JsonNode json) {
        return VersionSet.parse(json.get("validVersions").asText());
    }

    /** Reads the versions in {@code limit}, as if the JSON knew no others. */
    static Spec parse(JsonNode json, VersionSet limit) {
        VersionSet wanted = validVersions(json).and(limit);
        VersionSet flexible = VersionSet.parse(json.get("flexibleVersions").asText()).and(wanted);
        String name = json.get("name").asText();
        SpecParser parser = new SpecParser(wanted, flexible);
        // First in the map, though its parts are known only at the end.
        parser.structs.put(name, new Struct(name, List.of(), wanted));
        parser.struct(name, json.path("fields"));
        for (JsonNode common : json.path("commonStructs")) {
            parser.struct(common.get("name").asText(), common.get("fields"));
        }
        Set<String> listeners = new LinkedHashSet<>();
        json.path("listeners").forEach(l -> listeners.add(l.asText()));
        return new Spec(
                name,
                Spec.Kind.valueOf(
                        json.get("type").asText().toUpperCase(Locale.ROOT).replace('-', '_')),
                json.path("apiKey").asInt(-1),
                wanted,
                flexible,
                json.path("latestVersionUnstable").asBoolean(false),
                listeners,
                parser.structs);
    }

    private void struct(String name, JsonNode fields) {
        List<Field> parsed = new ArrayList<>();
        for (JsonNode json : fields) {
            Field field = field(json);
            parsed.add(field);
            if (json.has("fields")) {
                String inner = structName(field.type());
                if (structs.containsKey(inner)) {
                    throw new IllegalStateException("two structures " + inner + " in one message");
                }
                struct(inner, json.get("fields"));
            }
        }
        structs.put(name, new Struct(name, parsed, wanted));
    }

    Field field(JsonNode json) {
        Type type = Type.parse(json.get("type").asText());
        // A tagged field need not say twice where it occurs.
        String tagged = json.path("taggedVersions").asText("none");
        VersionSet present = versions(json, "versions", tagged).and(wanted);
        return new Field(
                capitalized(json.get("name").asText()),
                type,
                present,
                versions(json, "nullableVersions", "none").and(present),
                VersionSet.parse(tagged).and(present),
                versions(json, "flexibleVersions", "0+").and(flexible),
                json.path("tag").asInt(-1),
                defaultText(json, type),
                json.path("ignorable").asBoolean(false));
    }

    /** A parser of single fields to add to a message that exists already. */
    static SpecParser forFieldsOf(Spec spec) {
        return new SpecParser(spec.versions(), spec.flexible());
    }

    /** Some specifications spell their fields in small letters. */
    private static String capitalized(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private static VersionSet versions(JsonNode json, String key, String otherwise) {
        return VersionSet.parse(json.path(key).asText(otherwise));
    }

    private static @Nullable String defaultText(JsonNode json, Type type) {
        String text = json.path("default").asText("");
        // Record data has no empty value of its own, so "none" is null for it without being told.
        return text.equals("null") || type == Type.Scalar.RECORDS ? null : text;
    }

    private static String structName(Type type) {
        return switch (type) {
            case Type.Ref ref -> ref.struct();
            case Type.Array array -> structName(array.element());
            case Type.Scalar scalar ->
                    throw new IllegalStateException(scalar + " cannot have fields");
        };
    }
}
