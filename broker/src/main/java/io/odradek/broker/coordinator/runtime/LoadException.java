package io.odradek.broker.coordinator.runtime;

import org.jspecify.annotations.Nullable;

import java.io.Serial;

/** The log of a coordinator does not say what its records should. */
final class LoadException extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    LoadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
