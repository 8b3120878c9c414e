package io.odradek.wire.apache;

import io.odradek.wire.OurCodec;
import io.odradek.wire.Seeds;
import io.odradek.wire.codec.Message;
import io.odradek.wire.codec.UnsupportedVersionException;
import io.odradek.wire.codec.WireReader;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** One message in one version, random, theirs against ours. */
final class Comparison {
    private final Oracle oracle;
    private final SameFields fields;
    private final long seed;

    Comparison(Oracle oracle, long seed) {
        this.oracle = oracle;
        this.fields = new SameFields(oracle);
        this.seed = seed;
    }

    /** What both sides made of the same random bytes. */
    record Pair(Message ours, Object theirs) {}

    /** Bytes to objects, objects to bytes, and field by field. */
    Pair roundTrip(String message, short version, int round) {
        byte[] random =
                oracle.random(message, version, Seeds.random(seed, message, version, round));
        Object theirs = oracle.read(message, version, random);
        byte[] expected = Objects.requireNonNull(oracle.write(theirs, version));
        String what = message + " version " + version + " round " + round;

        Message ours = read(message, version, random);
        fields.check(what, ours, theirs);
        same(what + " written", expected, OurCodec.write(ours, version));

        Message again = read(message, version, expected);
        if (!again.equals(ours)) {
            throw new AssertionError(what + " reads back as " + again + ", was " + ours);
        }
        if (!OurCodec.rebuilt(ours).equals(ours)) {
            throw new AssertionError(what + " does not survive its builder: " + ours);
        }
        return new Pair(ours, theirs);
    }

    /**
     * In another version both must write the same bytes, or both refuse because a field that
     * matters would be lost.
     *
     * @return whether they wrote it
     */
    boolean otherVersion(String message, Pair pair, short version) {
        byte[] expected = oracle.write(pair.theirs(), version);
        byte[] actual = writeOrRefuse(pair.ours(), version);
        String what = message + " written as version " + version + ", " + pair.ours();
        if ((expected == null) != (actual == null)) {
            throw new AssertionError(
                    what + (expected == null ? " should be refused" : " should not be refused"));
        }
        if (expected == null || actual == null) {
            return false;
        }
        same(what, expected, actual);
        return true;
    }

    /** An untouched message of ours is an untouched message of theirs. */
    Pair defaults(String message) {
        Pair pair = new Pair(OurCodec.defaults(message), oracle.defaults(message));
        fields.check(message + " at its defaults", pair.ours(), pair.theirs());
        return pair;
    }

    private static Message read(String message, short version, byte[] bytes) {
        WireReader in = new WireReader(ByteBuffer.wrap(bytes));
        Message ours = OurCodec.read(message, in, version);
        in.expectEnd(message);
        return ours;
    }

    private static byte @Nullable [] writeOrRefuse(Message ours, short version) {
        try {
            return OurCodec.write(ours, version);
        } catch (UnsupportedVersionException e) {
            return null;
        }
    }

    private static void same(String what, byte[] expected, byte[] actual) {
        int at = Arrays.mismatch(expected, actual);
        if (at >= 0) {
            throw new AssertionError(
                    what
                            + ": differs at byte "
                            + at
                            + "\n  theirs "
                            + HexFormat.of().formatHex(expected)
                            + "\n  ours   "
                            + HexFormat.of().formatHex(actual));
        }
    }
}
