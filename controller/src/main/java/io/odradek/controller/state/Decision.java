package io.odradek.controller.state;

import io.odradek.wire.control.metadata.MetadataRecord;

import java.util.List;
import java.util.function.Consumer;

/**
 * What a command comes to: {@code records}, to be committed as one batch, and the {@code reply} to
 * give once they are. Nothing has happened yet.
 *
 * @param onAccepted what to note about the sessions once the batch is in the log
 */
public record Decision<R>(List<MetadataRecord> records, R reply, Consumer<Sessions> onAccepted) {

    public Decision {
        records = List.copyOf(records);
    }

    public static <R> Decision<R> of(List<MetadataRecord> records, R reply) {
        return new Decision<>(records, reply, _ -> {});
    }

    public static <R> Decision<R> reply(R reply) {
        return of(List.of(), reply);
    }

    Decision<R> andThen(Consumer<Sessions> note) {
        return new Decision<>(records, reply, onAccepted.andThen(note));
    }
}
