package io.odradek.broker.coordinator.runtime;

/**
 * One request to a state machine.
 *
 * @param <S> the state machine
 * @param <R> the answer
 */
@FunctionalInterface
public interface Step<S, R> {
    void run(S state, ReplyTo<R> to, Now now, Effects out);
}
