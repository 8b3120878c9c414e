package io.odradek.wire.generator;

import java.util.List;

/** One message's Java file. */
final class MessageEmitter {
    private static final List<String> IMPORTS =
            List.of(
                    "io.odradek.wire.api.ApiKey",
                    "io.odradek.wire.codec.Limits",
                    "io.odradek.wire.codec.Message",
                    "io.odradek.wire.codec.RecordData",
                    "io.odradek.wire.codec.Request",
                    "io.odradek.wire.codec.Response",
                    "io.odradek.wire.codec.Sizes",
                    "io.odradek.wire.codec.UnsupportedVersionException",
                    "io.odradek.wire.codec.WireReader",
                    "io.odradek.wire.codec.WireWriter",
                    "java.nio.ByteBuffer",
                    "java.util.List",
                    "java.util.UUID",
                    "org.jspecify.annotations.Nullable");

    private MessageEmitter() {}

    static String emit(Spec spec) {
        JavaText java = new JavaText();
        java.line("package io.odradek.wire." + spec.kind().area() + ";").blank();
        IMPORTS.forEach(i -> java.line("import " + i + ";"));
        java.blank()
                .line(
                        "/** Versions "
                                + spec.versions().min()
                                + " to "
                                + spec.versions().max()
                                + ". Generated from the protocol's specification. */");
        StructEmitter top = new StructEmitter(java, spec, spec.root());
        java.line(
                "public record "
                        + spec.name()
                        + "("
                        + top.components()
                        + ") implements "
                        + interfaceOf(spec)
                        + " {");
        java.line("public static final short MIN_VERSION = " + spec.versions().min() + ";")
                .line("public static final short MAX_VERSION = " + spec.versions().max() + ";")
                .line("/** Above every version if none is flexible. */")
                .line(
                        "public static final short FIRST_FLEXIBLE_VERSION = "
                                + firstFlexible(spec)
                                + ";")
                .blank();
        if (spec.kind() == Spec.Kind.REQUEST || spec.kind() == Spec.Kind.RESPONSE) {
            java.line("@Override")
                    .line("public ApiKey apiKey() {")
                    .line("return ApiKey." + ApiKeyEmitter.constant(spec) + ";")
                    .line("}")
                    .blank();
        }
        if (spec.kind() == Spec.Kind.COORDINATOR_KEY) {
            java.line("public static final short TYPE = " + spec.apiKey() + ";")
                    .blank()
                    .line("@Override")
                    .line("public short type() {")
                    .line("return TYPE;")
                    .line("}")
                    .blank();
        }
        top.members();
        for (Struct inner : spec.inner()) {
            StructEmitter emitter = new StructEmitter(java, spec, inner);
            java.blank().line("public record " + inner.name() + "(" + emitter.components() + ") {");
            emitter.members();
            java.line("}");
        }
        return java.line("}").toString();
    }

    static int firstFlexible(Spec spec) {
        VersionSet flexible = spec.flexible();
        if (flexible.isEmpty()) {
            return Short.MAX_VALUE;
        }
        VersionSet fromThereOn =
                spec.versions().and(VersionSet.range(flexible.min(), spec.versions().max()));
        if (!flexible.equals(fromThereOn)) {
            throw new IllegalStateException(spec.name() + " stops being flexible");
        }
        return flexible.min();
    }

    private static String interfaceOf(Spec spec) {
        return switch (spec.kind()) {
            case REQUEST -> "Request";
            case RESPONSE -> "Response";
            case HEADER, DATA -> "Message";
            case COORDINATOR_KEY -> "CoordinatorKey";
            case COORDINATOR_VALUE -> "CoordinatorValue";
        };
    }
}
