package io.odradek.tools.verifiable;

import io.odradek.tools.cli.Json;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Events as lines of JSON, each with the time and its name first. Thread-safe: a line is written
 * whole.
 *
 * @param clockMs milliseconds since 1970
 */
record EventLog(PrintWriter out, LongSupplier clockMs) {

    /** Writes an event with fields given as names and values. */
    void event(String name, @Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("timestamp", clockMs.getAsLong());
        fields.put("name", name);
        fields.putAll(Json.object(namesAndValues));
        out.println(Json.write(fields));
    }
}
