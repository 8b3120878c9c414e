package io.odradek.wire.apache;

import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Random messages as bytes, spelled out from Apache's schemas by a writer that shares nothing with
 * the one under test.
 */
final class RandomBytes {
    private static final String[] TEXTS = {
        "", "a", "orders", "käse", "日本語", "🧵 spool", "x".repeat(130), "null"
    };

    /** A structure that may be null, which 3.9's schemas cannot say. */
    private static final String UNMARKED = "ShareGroupHeartbeatResponse.assignment";

    private final String message;
    private final RandomGenerator random;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    RandomBytes(String message, RandomGenerator random) {
        this.message = message;
        this.random = random;
    }

    byte[] of(Schema schema) {
        try {
            struct(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void struct(Schema schema) throws IOException {
        for (BoundField field : schema.fields()) {
            boolean nullable =
                    field.def.type.isNullable() || UNMARKED.equals(message + "." + field.def.name);
            if (field.def.type instanceof Schema inner && nullable) {
                boolean present = random.nextInt(4) > 0;
                out.writeByte(present ? 1 : -1);
                if (present) {
                    struct(inner);
                }
            } else {
                value(field.def.type);
            }
        }
    }

    private void value(Type type) throws IOException {
        if (type instanceof Schema schema) {
            struct(schema);
        } else if (type instanceof TaggedFields tagged) {
            tags(tagged);
        } else if (type.isArray()) {
            array(type);
        } else {
            scalar(((Type.DocumentedType) type).typeName(), type.isNullable());
        }
    }

    private void array(Type type) throws IOException {
        boolean compact = ((Type.DocumentedType) type).typeName().startsWith("COMPACT");
        if (type.isNullable() && random.nextInt(5) == 0) {
            length(-1, compact, 4);
            return;
        }
        // Mostly few, for arrays nest; sometimes enough for a length of two bytes.
        int length = random.nextInt(200) == 0 ? 130 : random.nextInt(4);
        Type element = type.arrayElementType().orElseThrow();
        if (element instanceof Schema && length > 3) {
            length = 1;
        }
        length(length, compact, 4);
        for (int i = 0; i < length; i++) {
            value(element);
        }
    }

    private void tags(TaggedFields tagged) throws IOException {
        Map<Integer, Field> chosen = known(tagged);
        chosen.keySet().removeIf(tag -> random.nextInt(5) == 0);
        varint(chosen.size());
        for (Map.Entry<Integer, Field> field : chosen.entrySet()) {
            RandomBytes content = new RandomBytes(message, random);
            content.value(field.getValue().type);
            varint(field.getKey());
            varint(content.bytes.size());
            out.write(content.bytes.toByteArray());
        }
    }

    /** Through its private field, for the older release has no accessor. */
    private static Map<Integer, Field> known(TaggedFields tagged) {
        try {
            java.lang.reflect.Field fields = TaggedFields.class.getDeclaredField("fields");
            fields.setAccessible(true);
            Map<Integer, Field> known = new TreeMap<>();
            ((Map<?, ?>) fields.get(tagged)).forEach((t, f) -> known.put((Integer) t, (Field) f));
            return known;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private void scalar(String type, boolean nullable) throws IOException {
        boolean compact = type.startsWith("COMPACT");
        switch (type.replace("COMPACT_", "").replace("NULLABLE_", "")) {
            case "BOOLEAN" -> out.writeByte(random.nextInt(2));
            case "INT8" -> out.writeByte((int) number());
            case "INT16", "UINT16" -> out.writeShort((int) number());
            case "INT32" -> out.writeInt((int) number());
            case "INT64" -> out.writeLong(number());
            case "FLOAT64" -> out.writeDouble(random.nextDouble());
            case "UUID" -> {
                out.writeLong(number());
                out.writeLong(number());
            }
            case "STRING" -> {
                byte[] text = TEXTS[random.nextInt(TEXTS.length)].getBytes(StandardCharsets.UTF_8);
                blob(text, nullable, compact, 2);
            }
            case "BYTES", "RECORDS" -> {
                byte[] blob = new byte[random.nextInt(random.nextInt(10) == 0 ? 20_000 : 20)];
                random.nextBytes(blob);
                blob(blob, nullable, compact, 4);
            }
            default -> throw new IllegalStateException("no random " + type);
        }
    }

    private void blob(byte[] content, boolean nullable, boolean compact, int width)
            throws IOException {
        boolean none = nullable && random.nextInt(5) == 0;
        length(none ? -1 : content.length, compact, width);
        if (!none) {
            out.write(content);
        }
    }

    /** Any bits, but often a small number, among which the defaults are. */
    private long number() {
        return random.nextInt(3) == 0 ? random.nextInt(-2, 4) : random.nextLong();
    }

    private void length(int length, boolean compact, int width) throws IOException {
        if (compact) {
            varint(length + 1);
        } else if (width == 2) {
            out.writeShort(length);
        } else {
            out.writeInt(length);
        }
    }

    private void varint(int value) throws IOException {
        int rest = value;
        while (rest > 0x7f) {
            out.writeByte((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }
}
