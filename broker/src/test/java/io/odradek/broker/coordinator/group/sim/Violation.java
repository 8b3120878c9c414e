package io.odradek.broker.coordinator.group.sim;

import java.io.Serial;

/** A promise was broken. */
final class Violation extends AssertionError {
    @Serial private static final long serialVersionUID = 1L;

    Violation(String message) {
        super(message);
    }

    static void unless(boolean kept, String broken) {
        if (!kept) {
            throw new Violation(broken);
        }
    }
}
