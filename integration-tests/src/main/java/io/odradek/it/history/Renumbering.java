package io.odradek.it.history;

/**
 * What an idempotent producer does when it gives a record up: it takes a new epoch and sends what
 * it has under way to that partition once more, under new numbers. If the first copy had been
 * appended, no cluster can know the second for a repeat (KAFKA-14034). Only what was under way when
 * the producer gave up is excused, and only from being there twice.
 */
final class Renumbering {
    private Renumbering() {}

    static boolean excuses(History history, long value) {
        return history.isWritten(value)
                && history.writer(value).gaveUpDuring(Value.sequence(value));
    }
}
