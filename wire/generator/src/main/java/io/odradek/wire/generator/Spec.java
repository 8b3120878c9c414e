package io.odradek.wire.generator;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A whole message.
 *
 * @param apiKey of a coordinator's record: the number of its type; -1 if it has none
 * @param structs every structure in it by name, the message itself first and under its own name
 */
record Spec(
        String name,
        Kind kind,
        int apiKey,
        VersionSet versions,
        VersionSet flexible,
        boolean latestUnstable,
        Set<String> listeners,
        Map<String, Struct> structs) {
    enum Kind {
        REQUEST,
        RESPONSE,
        HEADER,
        DATA,
        COORDINATOR_KEY,
        COORDINATOR_VALUE;

        /** The part of {@code io.odradek.wire} that the message's record lives in. */
        String area() {
            return this == COORDINATOR_KEY || this == COORDINATOR_VALUE ? "coordinator" : "message";
        }
    }

    Struct root() {
        return struct(name);
    }

    Struct struct(String struct) {
        Struct found = structs.get(struct);
        if (found == null) {
            throw new IllegalStateException(name + " has no structure " + struct);
        }
        return found;
    }

    List<Struct> inner() {
        return structs.values().stream().filter(s -> !s.name().equals(name)).toList();
    }

    /** The name of the API, without Request or Response. */
    String apiName() {
        return name.substring(
                0, name.length() - (kind == Kind.REQUEST ? "Request" : "Response").length());
    }
}
