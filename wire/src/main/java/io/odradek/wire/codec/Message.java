package io.odradek.wire.codec;

/** Something with a place in the Kafka protocol, written in one of its versions. */
public interface Message {
    /**
     * Writes all fields this version carries.
     *
     * @throws UnsupportedVersionException if a field that may not be dropped silently is set and
     *     this version does not carry it, or the version does not exist
     */
    void write(WireWriter out, short version);

    /** The bytes {@link #write} will produce, record data included. */
    int size(short version);

    /** How many of {@link #size}'s bytes are record data, which the writer passes on uncopied. */
    default int recordBytes(short version) {
        return 0;
    }
}
