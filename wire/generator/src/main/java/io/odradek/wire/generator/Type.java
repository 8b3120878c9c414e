package io.odradek.wire.generator;

import java.util.Locale;

/** What a field holds. */
sealed interface Type {
    /** A value without inner structure, and the Java it becomes. */
    enum Scalar implements Type {
        BOOL("boolean", 1, false),
        INT8("byte", 1, true),
        INT16("short", 2, true),
        UINT16("int", 2, true),
        INT32("int", 4, true),
        INT64("long", 8, true),
        FLOAT64("double", 8, true),
        UUID("UUID", 16, false),
        STRING("String", 0, false),
        BYTES("ByteBuffer", 0, false),
        RECORDS("RecordData", 0, false);

        final String java;

        /** Zero if the size depends on the value. */
        final int width;

        final boolean number;

        Scalar(String java, int width, boolean number) {
            this.java = java;
            this.width = width;
            this.number = number;
        }

        /** The name of its methods in the codec. */
        String method() {
            return name().toLowerCase(Locale.ROOT);
        }

        String boxed() {
            return switch (this) {
                case BOOL -> "Boolean";
                case INT8 -> "Byte";
                case INT16 -> "Short";
                case UINT16, INT32 -> "Integer";
                case INT64 -> "Long";
                case FLOAT64 -> "Double";
                case UUID, STRING, BYTES, RECORDS -> java;
            };
        }
    }

    /** A structure, by name. */
    record Ref(String struct) implements Type {}

    record Array(Type element) implements Type {}

    static Type parse(String text) {
        if (text.startsWith("[]")) {
            return new Array(parse(text.substring(2)));
        }
        if (Character.isUpperCase(text.charAt(0))) {
            return new Ref(text);
        }
        return Scalar.valueOf(text.toUpperCase(Locale.ROOT));
    }
}
