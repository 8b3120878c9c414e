package io.odradek.wire.apache;

import io.odradek.wire.codec.ByteRecords;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Objects;

/** Holds our record against their object, field by field and by name. */
final class SameFields {
    private final Oracle oracle;

    SameFields(Oracle oracle) {
        this.oracle = oracle;
    }

    /**
     * A field of ours that their class does not have must be at its default: it belongs to the
     * other release.
     */
    void check(String path, Object ours, Object theirs) {
        Object defaults = null;
        for (RecordComponent component : ours.getClass().getRecordComponents()) {
            String name = component.getName();
            Object mine = call(component.getAccessor(), ours);
            Object other = oracle.get(theirs, name);
            if (other == Oracle.MISSING) {
                if (defaults == null) {
                    defaults = defaultsOf(ours);
                }
                other = call(component.getAccessor(), defaults);
                if (!Objects.equals(mine, other)) {
                    throw new AssertionError(
                            path + "." + name + " is " + mine + ", they do not have it at all");
                }
                continue;
            }
            value(path + "." + name, mine, other);
        }
    }

    private void value(String path, @Nullable Object mine, @Nullable Object other) {
        if (mine instanceof List<?> list && other instanceof List<?> others) {
            if (list.size() != others.size()) {
                throw new AssertionError(path + " has " + list.size() + " for " + others.size());
            }
            for (int i = 0; i < list.size(); i++) {
                value(path + "[" + i + "]", list.get(i), others.get(i));
            }
        } else if (mine instanceof ByteRecords records) {
            value(path, records.buffer(), other);
        } else if (mine instanceof Record && other != null) {
            check(path, mine, other);
        } else if (!Objects.equals(mine, other)) {
            throw new AssertionError(path + " is " + mine + ", theirs is " + other);
        }
    }

    private static Object defaultsOf(Object ours) {
        try {
            Object builder = ours.getClass().getMethod("builder").invoke(null);
            return Objects.requireNonNull(builder.getClass().getMethod("build").invoke(builder));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static @Nullable Object call(Method accessor, Object on) {
        try {
            return accessor.invoke(on);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
