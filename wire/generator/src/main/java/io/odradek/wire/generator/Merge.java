package io.odradek.wire.generator;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One message out of two generations of its specification. Today's rules every version it supports;
 * yesterday's rules the older versions that today's no longer has. Names are today's.
 */
final class Merge {
    private Merge() {}

    /** All versions of a specification that has no other generation. */
    static Spec today(JsonNode json) {
        return reach(SpecParser.parse(json, SpecParser.validVersions(json)));
    }

    /** Null if neither generation supports any version. */
    static @Nullable Spec merge(@Nullable JsonNode today, @Nullable JsonNode yesterday) {
        VersionSet now = today == null ? VersionSet.NONE : SpecParser.validVersions(today);
        VersionSet before =
                yesterday == null ? VersionSet.NONE : SpecParser.validVersions(yesterday);
        VersionSet dropped = before.below(now);
        if (today == null || now.isEmpty()) {
            return yesterday == null || dropped.isEmpty()
                    ? null
                    : reach(unlistened(SpecParser.parse(yesterday, dropped)));
        }
        Spec newer = SpecParser.parse(today, now);
        if (yesterday == null || dropped.isEmpty()) {
            return reach(newer);
        }
        return reach(merge(newer, SpecParser.parse(yesterday, dropped)));
    }

    /** An API that today's Kafka has no more is offered by no listener. */
    private static Spec unlistened(Spec spec) {
        return new Spec(
                spec.name(),
                spec.kind(),
                spec.apiKey(),
                spec.versions(),
                spec.flexible(),
                spec.latestUnstable(),
                Set.of(),
                spec.structs());
    }

    private static Spec merge(Spec newer, Spec older) {
        Map<String, Struct> structs = new LinkedHashMap<>(newer.structs());
        merge(structs, newer.root(), older, older.root());
        return with(
                newer,
                newer.versions().or(older.versions()),
                newer.flexible().or(older.flexible()),
                structs);
    }

    private static void merge(Map<String, Struct> structs, Struct newer, Spec old, Struct older) {
        List<Field> fields = new ArrayList<>(newer.fields());
        int at = 0;
        for (Field past : older.fields()) {
            int found = indexOf(fields, past.name());
            if (found < 0) {
                if (past.present().isEmpty()) {
                    continue;
                }
                fields.add(at++, past);
                carryOver(structs, old, past.type());
                continue;
            }
            if (found < at) {
                throw new IllegalStateException(
                        newer.name()
                                + "."
                                + past.name()
                                + " has moved; a version would be garbled");
            }
            at = found + 1;
            Field present = fields.get(found);
            if (present.type() instanceof Type.Scalar) {
                fields.set(found, present.with(past));
                continue;
            }
            // A structure keeps today's name.
            String newName = structOf(present.type());
            String oldName = structOf(past.type());
            Type renamed = newName == null ? past.type() : present.type();
            fields.set(found, present.with(retype(past, renamed)));
            if (newName != null && oldName != null) {
                Struct target = structs.get(newName);
                if (target == null) {
                    throw new IllegalStateException("no structure " + newName);
                }
                merge(structs, target, old, old.struct(oldName));
            }
        }
        structs.put(newer.name(), new Struct(newer.name(), fields, newer.reachable()));
    }

    /** Takes over a structure that only yesterday's specification has. */
    private static void carryOver(Map<String, Struct> structs, Spec old, Type type) {
        String name = structOf(type);
        if (name == null || structs.containsKey(name)) {
            return;
        }
        Struct struct = old.struct(name);
        structs.put(name, struct);
        struct.fields().forEach(f -> carryOver(structs, old, f.type()));
    }

    private static int indexOf(List<Field> fields, String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static Field retype(Field f, Type type) {
        return new Field(
                f.name(),
                type,
                f.present(),
                f.nullable(),
                f.tagged(),
                f.flexible(),
                f.tag(),
                f.defaultText(),
                f.ignorable());
    }

    private static @Nullable String structOf(Type type) {
        return switch (type) {
            case Type.Ref ref -> ref.struct();
            case Type.Array array -> structOf(array.element());
            case Type.Scalar scalar -> null;
        };
    }

    /** Works out in which versions each structure can occur, and drops what never does. */
    private static Spec reach(Spec spec) {
        Map<String, VersionSet> reachable = new LinkedHashMap<>();
        reach(spec, spec.root(), spec.versions(), reachable, 0);
        Map<String, Struct> structs = new LinkedHashMap<>();
        for (Struct struct : spec.structs().values()) {
            VersionSet versions = reachable.getOrDefault(struct.name(), VersionSet.NONE);
            if (versions.isEmpty()) {
                continue;
            }
            List<Field> fields =
                    struct.fields().stream()
                            .filter(f -> !f.present().and(versions).isEmpty())
                            .toList();
            structs.put(struct.name(), new Struct(struct.name(), fields, versions));
        }
        return with(spec, spec.versions(), spec.flexible(), structs);
    }

    private static void reach(
            Spec spec,
            Struct struct,
            VersionSet versions,
            Map<String, VersionSet> reachable,
            int depth) {
        if (depth > 10) {
            throw new IllegalStateException(spec.name() + " contains itself");
        }
        reachable.merge(struct.name(), versions, VersionSet::or);
        for (Field field : struct.fields()) {
            String inner = structOf(field.type());
            VersionSet present = field.present().and(versions);
            if (inner != null && !present.isEmpty()) {
                reach(spec, spec.struct(inner), present, reachable, depth + 1);
            }
        }
    }

    static Spec with(
            Spec spec, VersionSet versions, VersionSet flexible, Map<String, Struct> structs) {
        return new Spec(
                spec.name(),
                spec.kind(),
                spec.apiKey(),
                versions,
                flexible,
                spec.latestUnstable(),
                spec.listeners(),
                structs);
    }
}
