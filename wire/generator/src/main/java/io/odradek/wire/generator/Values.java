package io.odradek.wire.generator;

import static io.odradek.wire.generator.JavaText.quoted;

/** Java expressions for one structure's fields: their types, defaults, reading, writing, sizes. */
final class Values {
    private final Spec spec;
    private final Struct struct;

    Values(Spec spec, Struct struct) {
        this.spec = spec;
        this.struct = struct;
    }

    /** A field's name as errors give it. */
    String path(Field f) {
        String owner = struct.name().equals(spec.name()) ? "" : "." + struct.name();
        return quoted(spec.name() + owner + "." + f.camel());
    }

    static String javaType(Type type) {
        return switch (type) {
            case Type.Scalar scalar -> scalar.java;
            case Type.Ref ref -> ref.struct();
            case Type.Array array -> "List<" + boxed(array.element()) + ">";
        };
    }

    private static String boxed(Type type) {
        return type instanceof Type.Scalar scalar ? scalar.boxed() : javaType(type);
    }

    static String component(Field f) {
        return (f.everNullable() ? "@Nullable " : "") + javaType(f.type()) + " " + f.camel();
    }

    static String defaultOf(Field f) {
        String text = f.defaultText();
        if (text == null) {
            return "null";
        }
        return switch (f.type()) {
            case Type.Ref ref -> ref.struct() + ".DEFAULT";
            case Type.Array array -> "List.of()";
            case Type.Scalar scalar ->
                    switch (scalar) {
                        case BOOL -> text.isEmpty() ? "false" : text;
                        case INT8 -> "(byte) " + number(text);
                        case INT16 -> "(short) " + number(text);
                        case UINT16, INT32 -> number(text);
                        case INT64 -> number(text) + "L";
                        case FLOAT64 -> text.isEmpty() ? "0.0" : text;
                        case UUID -> "Limits.ZERO_UUID";
                        case STRING -> quoted(text);
                        case BYTES -> "Limits.EMPTY";
                        case RECORDS -> "null";
                    };
        };
    }

    private static String number(String text) {
        return text.isEmpty() ? "0" : Long.toString(Long.decode(text));
    }

    /** A condition that the field's value is not the default. */
    static String differs(Field f) {
        String self = f.self();
        String standard = defaultOf(f);
        if (standard.equals("null")) {
            return self + " != null";
        }
        return switch (f.type()) {
            case Type.Ref ref ->
                    self + " != " + standard + " && !" + standard + ".equals(" + self + ")";
            case Type.Array array ->
                    f.everNullable()
                            ? "(" + self + " == null || !" + self + ".isEmpty())"
                            : "!" + self + ".isEmpty()";
            case Type.Scalar scalar ->
                    switch (scalar) {
                        case BOOL -> standard.equals("true") ? "!" + self : self;
                        case INT8, INT16, UINT16, INT32, INT64, FLOAT64 -> self + " != " + standard;
                        case UUID, STRING -> "!" + standard + ".equals(" + self + ")";
                        case BYTES -> "(" + self + " == null || " + self + ".hasRemaining())";
                        case RECORDS -> self + " != null";
                    };
        };
    }

    /** Whether lengths are compact, given that the field is there. */
    String flexible(Field f) {
        VersionSet there = f.present().and(struct.reachable());
        String condition = f.flexible().conditionAmong(there);
        boolean asStruct = f.flexible().and(there).equals(spec.flexible().and(there));
        return condition.equals("true") || condition.equals("false")
                ? condition
                : asStruct ? "flexible" : condition;
    }

    private String nullable(Field f) {
        return f.nullable().conditionAmong(f.present().and(struct.reachable()));
    }

    String read(Field f) {
        String path = path(f);
        String flexible = flexible(f);
        return switch (f.type()) {
            case Type.Ref ref -> {
                String read = ref.struct() + ".read(in, version)";
                yield switch (nullable(f)) {
                    case "true" -> "in." + mark(f) + "(" + path + ") ? " + read + " : null";
                    case "false" -> read;
                    default -> throw new IllegalStateException(path + " is null in some versions");
                };
            }
            case Type.Array array -> {
                String args = "(" + path + ", " + flexible + ", " + elementBytesMin(array) + ")";
                String length = maybeNull(f, "ArrayLength", "arrayLength", args);
                yield switch (array.element()) {
                    case Type.Ref ref -> ref.struct() + ".readList(in, version, " + length + ")";
                    case Type.Scalar scalar ->
                            "in."
                                    + scalar.method()
                                    + "s("
                                    + path
                                    + ", "
                                    + length
                                    + (scalar == Type.Scalar.STRING ? ", " + flexible : "")
                                    + ")";
                    case Type.Array inner ->
                            throw new IllegalStateException(path + " is an array of arrays");
                };
            }
            case Type.Scalar scalar -> {
                if (scalar.width > 0) {
                    yield "in." + scalar.method() + "(" + path + ")";
                }
                String method = scalar.method();
                String capital = Character.toUpperCase(method.charAt(0)) + method.substring(1);
                yield maybeNull(f, capital, method, "(" + path + ", " + flexible + ")");
            }
        };
    }

    /** Null is -1 before a structure in its place, and 0 before one behind a tag. */
    private static String mark(Field f) {
        return f.tagged().isEmpty() ? "present" : "presentBehindTag";
    }

    private String maybeNull(Field f, String ifNullable, String otherwise, String args) {
        String condition = nullable(f);
        String mayBe = "in.nullable" + ifNullable + args;
        String mustNot = "in." + otherwise + args;
        return switch (condition) {
            case "true" -> mayBe;
            case "false" -> mustNot;
            default -> condition + " ? " + mayBe + " : " + mustNot;
        };
    }

    /** A statement. */
    String write(Field f) {
        String self = f.self();
        String how = flexible(f) + ", " + nullable(f);
        return switch (f.type()) {
            case Type.Ref ref ->
                    nullable(f).equals("true")
                            ? "if (out."
                                    + mark(f)
                                    + "("
                                    + self
                                    + ")) "
                                    + self
                                    + ".write(out, version);"
                            : self + ".write(out, version);";
            case Type.Array(Type.Ref ref) ->
                    ref.struct()
                            + ".writeList("
                            + path(f)
                            + ", "
                            + self
                            + ", out, version, "
                            + how
                            + ");";
            case Type.Array(Type.Scalar scalar) ->
                    "out." + scalar.method() + "s(" + path(f) + ", " + self + ", " + how + ");";
            case Type.Array(Type.Array inner) ->
                    throw new IllegalStateException(path(f) + " is an array of arrays");
            case Type.Scalar scalar ->
                    "out."
                            + scalar.method()
                            + switch (scalar) {
                                case STRING, BYTES, RECORDS ->
                                        "(" + path(f) + ", " + self + ", " + how + ");";
                                case UINT16 -> "(" + path(f) + ", " + self + ");";
                                default -> "(" + self + ");";
                            };
        };
    }

    String size(Field f) {
        String self = f.self();
        String flexible = flexible(f);
        return switch (f.type()) {
            case Type.Ref ref ->
                    nullable(f).equals("true")
                            ? "(" + self + " == null ? 1 : 1 + " + self + ".size(version))"
                            : self + ".size(version)";
            case Type.Array(Type.Ref ref) ->
                    ref.struct() + ".sizeList(" + self + ", version, " + flexible + ")";
            case Type.Array(Type.Scalar scalar) ->
                    scalar == Type.Scalar.STRING
                            ? "Sizes.strings(" + self + ", " + flexible + ")"
                            : "Sizes.fixed(" + self + ", " + scalar.width + ", " + flexible + ")";
            case Type.Array(Type.Array inner) ->
                    throw new IllegalStateException(path(f) + " is an array of arrays");
            case Type.Scalar scalar ->
                    scalar.width > 0
                            ? Integer.toString(scalar.width)
                            : "Sizes." + scalar.method() + "(" + self + ", " + flexible + ")";
        };
    }

    /** The fewest bytes an element can take in any version: what an array's length is held to. */
    private int elementBytesMin(Type.Array array) {
        int min =
                array.element() instanceof Type.Ref ref
                        ? structBytesMin(spec.struct(ref.struct()))
                        : Math.max(1, ((Type.Scalar) array.element()).width);
        if (min == 0) {
            throw new IllegalStateException(spec.name() + ": elements without a byte");
        }
        return min;
    }

    private int structBytesMin(Struct inner) {
        int min = Integer.MAX_VALUE;
        for (int v = inner.reachable().min(); v <= inner.reachable().max(); v++) {
            if (inner.reachable().has(v)) {
                min = Math.min(min, bytesMin(inner, v));
            }
        }
        return min;
    }

    private int bytesMin(Struct inner, int version) {
        int sum = spec.flexible().has(version) ? 1 : 0;
        for (Field f : inner.fields()) {
            if (!f.mandatory().has(version)) {
                continue;
            }
            boolean compact = f.flexible().has(version);
            sum +=
                    switch (f.type()) {
                        case Type.Ref ref ->
                                f.nullable().has(version)
                                        ? 1
                                        : bytesMin(spec.struct(ref.struct()), version);
                        case Type.Array array -> compact ? 1 : 4;
                        case Type.Scalar scalar ->
                                scalar.width > 0
                                        ? scalar.width
                                        : compact ? 1 : scalar == Type.Scalar.STRING ? 2 : 4;
                    };
        }
        return sum;
    }
}
