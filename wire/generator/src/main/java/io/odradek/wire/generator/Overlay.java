package io.odradek.wire.generator;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds Odradek's own tagged fields to a message: {@code overlay/<Message>.json} among the
 * resources, fields by structure.
 */
final class Overlay {
    private Overlay() {}

    static Spec apply(Spec spec) throws IOException {
        JsonNode overlay;
        try (InputStream in =
                Overlay.class.getResourceAsStream("/overlay/" + spec.name() + ".json")) {
            if (in == null) {
                return spec;
            }
            overlay = SpecJar.JSON.readTree(in);
        }
        SpecParser parser = SpecParser.forFieldsOf(spec);
        Map<String, Struct> structs = new LinkedHashMap<>(spec.structs());
        for (Map.Entry<String, JsonNode> entry : overlay.properties()) {
            Struct struct = spec.struct(entry.getKey());
            List<Field> fields = new ArrayList<>(struct.fields());
            for (JsonNode json : entry.getValue()) {
                Field field = parser.field(json);
                if (!field.tagged().equals(field.present()) || field.tag() < 10_000) {
                    throw new IllegalStateException(
                            field.name() + ": an overlay may only add tagged fields from 10000 up");
                }
                fields.add(field);
            }
            structs.put(struct.name(), new Struct(struct.name(), fields, struct.reachable()));
        }
        return Merge.with(spec, spec.versions(), spec.flexible(), structs);
    }
}
