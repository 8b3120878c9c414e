package io.odradek.tools.cli;

import org.jspecify.annotations.Nullable;

/**
 * What a command could not do, said in one sentence: the thing, the cause, the next step. Shown on
 * standard error without a stack trace; the command ends with status 1.
 */
public final class Failure extends RuntimeException {

    public Failure(String message) {
        this(message, null);
    }

    public Failure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
