package io.odradek.raft;

import java.util.Arrays;

/**
 * One entry of the replicated log. The payload is never changed after it was handed over.
 *
 * @param index position in the log, from 1
 * @param term the leader's term when it was appended
 */
@SuppressWarnings("ArrayRecordComponent") // Opaque bytes, compared by content below.
public record Entry(long index, int term, Kind kind, byte[] payload) {

    /** What an entry is for; {@link #code} is its number on the wire and on the disk. */
    public enum Kind {
        /** A command of the state machine. */
        COMMAND(0),
        /** The empty entry that opens a leader's term. */
        NO_OP(1),
        /** A change of the voters. */
        VOTERS(2);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        public static Kind of(int code) {
            return switch (code) {
                case 0 -> COMMAND;
                case 1 -> NO_OP;
                case 2 -> VOTERS;
                default ->
                        throw new IllegalArgumentException(
                                "Unknown kind of log entry: " + code + " (known: 0, 1, 2).");
            };
        }
    }

    /** What an entry is charged with in every budget: its payload and what surrounds it. */
    public int weight() {
        return payload.length + 40;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry(long i, int t, Kind k, byte[] p)
                && i == index
                && t == term
                && k == kind
                && Arrays.equals(p, payload);
    }

    @Override
    public int hashCode() {
        return (int) (index * 31 + term) * 31 + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return index + "@" + term + " " + kind + "[" + payload.length + "]";
    }
}
