package io.odradek.controller.state;

import io.odradek.wire.control.metadata.MetadataRecord;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;

/**
 * What a command comes to: {@code records}, to be committed as one batch, and the {@code reply} to
 * give once they are. Nothing has happened yet.
 *
 * <p>What is too much for one batch is several, each sound on its own: then {@code rest} is to be
 * decided as soon as the log has taken this one, and the reply of the last is the one to give. When
 * the log does not take them all, what it took stays.
 *
 * @param onAccepted what to note about the sessions once the batch is in the log
 */
public record Decision<R>(
        List<MetadataRecord> records,
        R reply,
        Consumer<Sessions> onAccepted,
        @Nullable Rest<R> rest) {

    /** How a command goes on. */
    @FunctionalInterface
    interface Rest<R> {
        Decision<R> decide(View view);
    }

    public Decision {
        records = List.copyOf(records);
    }

    public static <R> Decision<R> of(List<MetadataRecord> records, R reply) {
        return new Decision<>(records, reply, _ -> {}, null);
    }

    public static <R> Decision<R> reply(R reply) {
        return of(List.of(), reply);
    }

    /**
     * The first of several batches.
     *
     * @param reply is never given; that of {@code rest} is
     */
    static <R> Decision<R> first(List<MetadataRecord> records, R reply, Rest<R> rest) {
        return new Decision<>(records, reply, _ -> {}, rest);
    }

    Decision<R> andThen(Consumer<Sessions> note) {
        return new Decision<>(records, reply, onAccepted.andThen(note), rest);
    }
}
