package io.odradek.wire.generator;

/** Questions about how a message uses its structures. */
final class Structs {
    private Structs() {}

    /** As a field of its own rather than as an array's element. */
    static boolean usedAlone(Spec spec, String name) {
        return uses(spec, new Type.Ref(name));
    }

    static boolean usedInList(Spec spec, String name) {
        return uses(spec, new Type.Array(new Type.Ref(name)));
    }

    private static boolean uses(Spec spec, Type type) {
        return spec.structs().values().stream()
                .flatMap(s -> s.fields().stream())
                .anyMatch(f -> f.type().equals(type));
    }

    /** Anywhere inside. */
    static boolean hasRecords(Spec spec, Struct struct) {
        return struct.fields().stream().anyMatch(f -> hasRecords(spec, f.type()));
    }

    private static boolean hasRecords(Spec spec, Type type) {
        return switch (type) {
            case Type.Scalar scalar -> scalar == Type.Scalar.RECORDS;
            case Type.Array array -> hasRecords(spec, array.element());
            case Type.Ref ref -> hasRecords(spec, spec.struct(ref.struct()));
        };
    }
}
