package io.odradek.wire.codec;

/** A message or a field's value does not exist in the version asked for. */
public final class UnsupportedVersionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnsupportedVersionException(String message) {
        super(message);
    }

    /** A field is set to something that matters, in a version that cannot carry it. */
    public static UnsupportedVersionException field(String field, short version) {
        return new UnsupportedVersionException(
                field + " is set, but version " + version + " does not carry it");
    }

    /** Refuses a version outside of the range a message has. */
    public static void check(String message, short version, short min, short max) {
        if (version < min || version > max) {
            throw new UnsupportedVersionException(
                    message + " has versions " + min + " to " + max + ", not " + version);
        }
    }
}
