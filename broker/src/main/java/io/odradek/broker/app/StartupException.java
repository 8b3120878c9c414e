package io.odradek.broker.app;

/** This node cannot start. The message is for the operator: the thing, the cause, the next step. */
public final class StartupException extends Exception {
    public StartupException(String message) {
        super(message);
    }

    public StartupException(String message, Throwable cause) {
        super(message, cause);
    }
}
