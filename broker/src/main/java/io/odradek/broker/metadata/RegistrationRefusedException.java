package io.odradek.broker.metadata;

/** No controller will take this broker in. The message is one sentence for the operator. */
public final class RegistrationRefusedException extends RuntimeException {
    public RegistrationRefusedException(String message) {
        super(message);
    }
}
