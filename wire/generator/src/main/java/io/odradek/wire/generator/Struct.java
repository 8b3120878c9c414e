package io.odradek.wire.generator;

import java.util.Comparator;
import java.util.List;

/**
 * A structure of a message: its fields in the order of the wire.
 *
 * @param reachable versions in which a message can contain it
 */
record Struct(String name, List<Field> fields, VersionSet reachable) {
    List<Field> taggedFields() {
        return fields.stream()
                .filter(f -> !f.tagged().and(reachable).isEmpty())
                .sorted(Comparator.comparingInt(Field::tag))
                .toList();
    }

    /** Untagged in at least one version. */
    List<Field> mandatoryFields() {
        return fields.stream().filter(f -> !f.mandatory().and(reachable).isEmpty()).toList();
    }
}
