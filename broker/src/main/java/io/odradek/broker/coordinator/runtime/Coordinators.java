package io.odradek.broker.coordinator.runtime;

import io.odradek.wire.api.ErrorCode;

import java.util.List;
import java.util.function.Consumer;

/**
 * The coordinators of one kind as request handlers see them. Thread-safe.
 *
 * @param <S> the state machine
 */
public interface Coordinators<S> {
    /**
     * Asks the coordinator that owns {@code id}, such as a group's id. Fails {@code to} with
     * COORDINATOR_NOT_AVAILABLE while its topic is missing or cannot be written or read,
     * COORDINATOR_LOAD_IN_PROGRESS while it is loaded, NOT_COORDINATOR when it is not here.
     *
     * @param to answered on any shard
     */
    <R> void ask(String id, Access access, Step<? super S, R> step, ReplyTo<R> to);

    /**
     * Asks every coordinator that is here.
     *
     * @param done told on any shard
     */
    <R> void askAll(Access access, Step<? super S, R> step, Consumer<Gathered<R>> done);

    /**
     * What all coordinators of this broker answered.
     *
     * @param error of one that could not answer, {@code NONE} if all could
     */
    record Gathered<R>(List<R> answers, ErrorCode error) {}
}
