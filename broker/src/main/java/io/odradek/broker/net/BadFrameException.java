package io.odradek.broker.net;

/** A peer sent what is not a request; the connection cannot go on. Says what is wrong with it. */
final class BadFrameException extends RuntimeException {
    BadFrameException(String message) {
        super(message);
    }
}
