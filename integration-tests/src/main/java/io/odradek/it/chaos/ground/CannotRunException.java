package io.odradek.it.chaos.ground;

/** Something that a run needs is not there; the message says what and what to do. */
public final class CannotRunException extends RuntimeException {
    public CannotRunException(String message) {
        super(message);
    }
}
