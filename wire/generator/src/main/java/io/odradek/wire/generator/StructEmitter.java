package io.odradek.wire.generator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The members of one structure's record. */
final class StructEmitter {
    private final JavaText java;
    private final Spec spec;
    private final Struct struct;
    private final Values values;
    private final boolean top;

    /** What outsiders may call: a message's own methods, but not its parts'. */
    private final String access;

    StructEmitter(JavaText java, Spec spec, Struct struct) {
        this.java = java;
        this.spec = spec;
        this.struct = struct;
        this.values = new Values(spec, struct);
        this.top = struct.name().equals(spec.name());
        this.access = top ? "public " : "";
    }

    String components() {
        return struct.fields().stream().map(Values::component).collect(Collectors.joining(", "));
    }

    void members() {
        if (!top && Structs.usedAlone(spec, struct.name())) {
            java.line("static final " + struct.name() + " DEFAULT = builder().build();").blank();
        }
        new ReadEmitter(java, spec, struct, values).emit();
        write();
        size();
        if (Structs.hasRecords(spec, struct)) {
            recordBytes();
        }
        if (!top && Structs.usedInList(spec, struct.name())) {
            lists();
        }
        builder();
    }

    private void defineFlexible() {
        String condition = spec.flexible().conditionAmong(struct.reachable());
        if (!condition.equals("true") && !condition.equals("false")) {
            java.line("boolean flexible = " + condition + ";");
        }
    }

    /** {@code true}, {@code false} or the local variable. */
    private String flexible() {
        String condition = spec.flexible().conditionAmong(struct.reachable());
        return condition.equals("true") || condition.equals("false") ? condition : "flexible";
    }

    private void write() {
        override();
        java.line(access + "void write(WireWriter out, short version) {");
        checkVersion();
        defineFlexible();
        for (Field f : struct.fields()) {
            java.when(f.mandatory().conditionAmong(struct.reachable()), values.write(f));
            VersionSet absent = struct.reachable().minus(f.present());
            if (!f.ignorable() && !absent.isEmpty()) {
                String condition = absent.conditionAmong(struct.reachable());
                java.line("if ((" + condition + ") && " + Values.differs(f) + ") {")
                        .line(
                                "throw UnsupportedVersionException.field("
                                        + values.path(f)
                                        + ", version);")
                        .line("}");
            }
        }
        List<Field> tagged = struct.taggedFields();
        if (tagged.isEmpty()) {
            java.when(flexible(), "out.noTags();");
        } else {
            openFlexible();
            for (Field f : tagged) {
                java.line("boolean " + has(f) + " = " + carried(f) + ";");
            }
            java.line("out.uvarint(" + count(tagged) + ");");
            for (Field f : tagged) {
                java.line("if (" + has(f) + ") {")
                        .line("out.tag(" + f.tag() + ", " + values.size(f) + ");")
                        .line(values.write(f))
                        .line("}");
            }
            java.line("}");
        }
        java.line("}").blank();
    }

    private void size() {
        override();
        java.line(access + "int size(short version) {");
        defineFlexible();
        Map<String, Integer> fixed = new LinkedHashMap<>();
        for (Field f : struct.mandatoryFields()) {
            if (f.type() instanceof Type.Scalar scalar && scalar.width > 0) {
                fixed.merge(
                        f.mandatory().conditionAmong(struct.reachable()),
                        scalar.width,
                        Integer::sum);
            }
        }
        List<Field> tagged = struct.taggedFields();
        if (tagged.isEmpty() && flexible().equals("true")) {
            fixed.merge("true", 1, Integer::sum);
        }
        Integer always = fixed.remove("true");
        java.line("int size = " + (always == null ? 0 : always) + ";");
        fixed.forEach((condition, width) -> java.when(condition, "size += " + width + ";"));
        for (Field f : struct.mandatoryFields()) {
            if (!(f.type() instanceof Type.Scalar scalar && scalar.width > 0)) {
                java.when(
                        f.mandatory().conditionAmong(struct.reachable()),
                        "size += " + values.size(f) + ";");
            }
        }
        if (tagged.isEmpty()) {
            if (flexible().equals("flexible")) {
                java.when("flexible", "size++;");
            }
        } else {
            openFlexible();
            java.line("int tags = 0;");
            for (Field f : tagged) {
                String content = f.camel() + "Size";
                java.line("if (" + carried(f) + ") {")
                        .line("int " + content + " = " + values.size(f) + ";")
                        .line(
                                "size += Sizes.uvarint("
                                        + f.tag()
                                        + ") + Sizes.uvarint("
                                        + content
                                        + ") + "
                                        + content
                                        + ";")
                        .line("tags++;")
                        .line("}");
            }
            java.line("size += Sizes.uvarint(tags);").line("}");
        }
        java.line("return size;").line("}").blank();
    }

    private void openFlexible() {
        java.line(flexible().equals("true") ? "{" : "if (flexible) {");
    }

    private static String has(Field f) {
        return "has" + f.name();
    }

    private static String count(List<Field> tagged) {
        return tagged.stream()
                .map(f -> "(" + has(f) + " ? 1 : 0)")
                .collect(Collectors.joining(" + "));
    }

    /** Whether the version has the tagged field and the value is worth a tag. */
    private String carried(Field f) {
        VersionSet flexibleHere = struct.reachable().and(spec.flexible());
        String condition = f.tagged().conditionAmong(flexibleHere);
        String differs = Values.differs(f);
        return condition.equals("true") ? differs : "(" + condition + ") && " + differs;
    }

    private void recordBytes() {
        override();
        java.line(access + "int recordBytes(short version) {").line("int bytes = 0;");
        for (Field f : struct.mandatoryFields()) {
            String self = f.self();
            String condition = f.mandatory().conditionAmong(struct.reachable());
            if (f.type() == Type.Scalar.RECORDS) {
                java.when(
                        condition,
                        "bytes += " + self + " == null ? 0 : " + self + ".sizeInBytes();");
            } else if (f.type() instanceof Type.Array(Type.Ref ref)
                    && Structs.hasRecords(spec, spec.struct(ref.struct()))) {
                java.when(
                        condition,
                        "for ("
                                + ref.struct()
                                + " item : "
                                + self
                                + ") bytes += item.recordBytes(version);");
            }
        }
        java.line("return bytes;").line("}").blank();
    }

    private void lists() {
        String name = struct.name();
        java.line(
                        "static @Nullable List<"
                                + name
                                + "> readList(WireReader in, short version, int length) {")
                .line("if (length < 1) {")
                .line("return length < 0 ? null : List.of();")
                .line("}")
                .line("if (length == 1) {")
                .line("return List.of(read(in, version));")
                .line("}")
                .line(name + "[] list = new " + name + "[length];")
                .line("for (int n = 0; n < length; n++) {")
                .line("list[n] = read(in, version);")
                .line("}")
                .line("return List.of(list);")
                .line("}")
                .blank()
                .line(
                        "static void writeList(String field, @Nullable List<"
                                + name
                                + "> list, WireWriter out, short version, boolean flexible, boolean nullable) {")
                .line("out.arrayLength(field, list, flexible, nullable);")
                .line("if (list != null) {")
                .line("for (" + name + " item : list) item.write(out, version);")
                .line("}")
                .line("}")
                .blank()
                .line(
                        "static int sizeList(@Nullable List<"
                                + name
                                + "> list, short version, boolean flexible) {")
                .line("int size = Sizes.arrayLength(list, flexible);")
                .line("if (list != null) {")
                .line("for (" + name + " item : list) size += item.size(version);")
                .line("}")
                .line("return size;")
                .line("}")
                .blank();
    }

    private void builder() {
        List<Field> fields = struct.fields();
        java.line("/** Begins with every field at its default. */")
                .line("public static Builder builder() {")
                .line("return new Builder();")
                .line("}")
                .blank()
                .line("public Builder toBuilder() {")
                .line("Builder builder = new Builder();");
        fields.forEach(f -> java.line("builder." + f.camel() + " = " + f.camel() + ";"));
        java.line("return builder;").line("}").blank().line("public static final class Builder {");
        fields.forEach(
                f ->
                        java.line(
                                "private "
                                        + Values.component(f)
                                        + " = "
                                        + Values.defaultOf(f)
                                        + ";"));
        java.line("private Builder() {}");
        for (Field f : fields) {
            java.line("public Builder " + f.camel() + "(" + Values.component(f) + ") {")
                    .line("this." + f.camel() + " = " + f.camel() + ";")
                    .line("return this;")
                    .line("}");
        }
        String args = fields.stream().map(Field::camel).collect(Collectors.joining(", "));
        java.line("public " + struct.name() + " build() {")
                .line("return new " + struct.name() + "(" + args + ");")
                .line("}")
                .line("}");
    }

    private void override() {
        if (top) {
            java.line("@Override");
        }
    }

    private void checkVersion() {
        if (top) {
            java.line(
                    "UnsupportedVersionException.check("
                            + JavaText.quoted(spec.name())
                            + ", version, MIN_VERSION, MAX_VERSION);");
        }
    }
}
