package io.odradek.wire.generator;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * A field of a structure over all its versions. The sets hold only versions the message has.
 *
 * @param present versions that carry it, tagged or not
 * @param tagged versions that carry it as a tagged field
 * @param flexible versions that write its lengths compactly
 * @param defaultText the default as the specification writes it; null means null, "" the type's own
 */
record Field(
        String name,
        Type type,
        VersionSet present,
        VersionSet nullable,
        VersionSet tagged,
        VersionSet flexible,
        int tag,
        @Nullable String defaultText,
        boolean ignorable) {

    /** Names that the generated methods use for themselves, or Java for itself. */
    private static final Set<String> TAKEN =
            Set.of("in", "out", "version", "flexible", "tag", "end", "size", "n", "list", "item");

    /** The record component. */
    String camel() {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** A local variable for it while reading. */
    String local() {
        return TAKEN.contains(camel()) ? camel() + "Field" : camel();
    }

    /** How the generated methods refer to the component. */
    String self() {
        return TAKEN.contains(camel()) ? "this." + camel() : camel();
    }

    VersionSet mandatory() {
        return present.minus(tagged);
    }

    boolean everNullable() {
        return !nullable.isEmpty() || defaultText == null;
    }

    /** This field in further versions, in which an older specification describes it. */
    Field with(Field older) {
        if (!type.equals(older.type)) {
            throw new IllegalStateException(name + " was " + older.type + " and is " + type);
        }
        return new Field(
                name,
                type,
                present.or(older.present),
                nullable.or(older.nullable),
                tagged.or(older.tagged),
                flexible.or(older.flexible),
                tag,
                defaultText,
                ignorable);
    }
}
