package io.odradek.wire.codec;

/** The bytes are not the message they claim to be. Says which field, and where in the frame. */
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        super(message);
    }

    static MalformedMessageException at(String field, int position, String problem) {
        return new MalformedMessageException(field + " at byte " + position + ": " + problem);
    }
}
