package io.odradek.broker.metadata;

/** No active controller answered in time; the request may or may not have taken effect. */
public final class ControllerUnavailableException extends RuntimeException {
    public ControllerUnavailableException(String message) {
        super(message);
    }
}
