package io.odradek.wire.generator;

import java.util.List;
import java.util.stream.Collectors;

/** A structure's {@code read}: one local variable a field, in the order of the wire. */
final class ReadEmitter {
    private final JavaText java;
    private final Spec spec;
    private final Struct struct;
    private final Values values;
    private final boolean top;

    ReadEmitter(JavaText java, Spec spec, Struct struct, Values values) {
        this.java = java;
        this.spec = spec;
        this.struct = struct;
        this.values = values;
        this.top = struct.name().equals(spec.name());
    }

    void emit() {
        java.line(
                (top ? "public " : "")
                        + "static "
                        + struct.name()
                        + " read(WireReader in, short version) {");
        String condition = spec.flexible().conditionAmong(struct.reachable());
        boolean sometimes = !condition.equals("true") && !condition.equals("false");
        if (top) {
            java.line(
                    "UnsupportedVersionException.check("
                            + name()
                            + ", version, MIN_VERSION, MAX_VERSION);");
        }
        if (sometimes) {
            java.line("boolean flexible = " + condition + ";");
        }
        struct.fields().forEach(this::local);
        List<Field> tagged = struct.taggedFields();
        if (tagged.isEmpty()) {
            java.when(sometimes ? "flexible" : condition, "in.skipTags(" + name() + ");");
        } else {
            java.line(sometimes ? "if (flexible) {" : "{");
            tags(tagged);
            java.line("}");
        }
        String args = struct.fields().stream().map(Field::local).collect(Collectors.joining(", "));
        java.line("return new " + struct.name() + "(" + args + ");").line("}").blank();
    }

    private void local(Field f) {
        String condition = f.mandatory().conditionAmong(struct.reachable());
        String variable = Values.javaType(f.type()) + " " + f.local() + " = ";
        String read = values.read(f);
        java.line(
                variable
                        + switch (condition) {
                            case "true" -> read;
                            case "false" -> Values.defaultOf(f);
                            default -> condition + " ? (" + read + ") : " + Values.defaultOf(f);
                        }
                        + ";");
    }

    private void tags(List<Field> tagged) {
        VersionSet flexible = struct.reachable().and(spec.flexible());
        java.line("for (int n = in.tagCount(" + name() + "); n > 0; n--) {")
                .line("int tag = in.uvarint(" + name() + ");")
                .line("int end = in.tagEnd(" + name() + ");")
                .line("switch (tag) {");
        for (Field f : tagged) {
            String condition = f.tagged().conditionAmong(flexible);
            java.line("case " + f.tag() + " -> {");
            if (condition.equals("true")) {
                read(f);
            } else {
                java.line("if (" + condition + ") {");
                read(f);
                java.line("} else {").line("in.skipTo(end);").line("}");
            }
            java.line("}");
        }
        java.line("default -> in.skipTo(end);").line("}").line("}");
    }

    private void read(Field f) {
        java.line(f.local() + " = " + values.read(f) + ";")
                .line("in.expectEnd(" + values.path(f) + ", end);");
    }

    private String name() {
        return JavaText.quoted(top ? spec.name() : spec.name() + "." + struct.name());
    }
}
