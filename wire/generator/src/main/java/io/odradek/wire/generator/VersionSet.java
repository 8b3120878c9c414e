package io.odradek.wire.generator;

/** A set of versions, each between 0 and 62, as a bit mask. */
record VersionSet(long mask) {
    static final VersionSet NONE = new VersionSet(0);
    private static final int HIGHEST = 62;

    /**
     * Reads a specification's way to write versions: {@code none}, {@code 3}, {@code 3-7}, {@code
     * 3+}.
     */
    static VersionSet parse(String text) {
        if (text.equals("none")) {
            return NONE;
        }
        if (text.endsWith("+")) {
            return range(Integer.parseInt(text.substring(0, text.length() - 1)), HIGHEST);
        }
        int dash = text.indexOf('-');
        if (dash < 0) {
            int only = Integer.parseInt(text);
            return range(only, only);
        }
        return range(
                Integer.parseInt(text.substring(0, dash)),
                Integer.parseInt(text.substring(dash + 1)));
    }

    static VersionSet range(int min, int max) {
        if (min < 0 || max > HIGHEST || min > max) {
            throw new IllegalArgumentException("versions " + min + " to " + max);
        }
        return new VersionSet((-1L >>> (63 - max)) & (-1L << min));
    }

    VersionSet and(VersionSet other) {
        return new VersionSet(mask & other.mask);
    }

    VersionSet or(VersionSet other) {
        return new VersionSet(mask | other.mask);
    }

    VersionSet minus(VersionSet other) {
        return new VersionSet(mask & ~other.mask);
    }

    /** Versions lower than all of the other set. */
    VersionSet below(VersionSet other) {
        return other.isEmpty() ? this : new VersionSet(mask & ((1L << other.min()) - 1));
    }

    boolean isEmpty() {
        return mask == 0;
    }

    boolean has(int version) {
        return (mask >>> version & 1) != 0;
    }

    boolean covers(VersionSet other) {
        return (other.mask & ~mask) == 0;
    }

    int min() {
        return Long.numberOfTrailingZeros(mask);
    }

    int max() {
        return 63 - Long.numberOfLeadingZeros(mask);
    }

    /**
     * A Java condition on {@code version} that holds for exactly the members of this set among the
     * versions that can occur; {@code "true"} and {@code "false"} where it is always so.
     */
    String conditionAmong(VersionSet possible) {
        VersionSet wanted = and(possible);
        if (wanted.isEmpty()) {
            return "false";
        }
        if (wanted.covers(possible)) {
            return "true";
        }
        StringBuilder condition = new StringBuilder();
        int version = possible.min();
        while (version <= possible.max()) {
            if (!wanted.has(version)) {
                version++;
                continue;
            }
            int last = version;
            for (int v = version; v <= possible.max() && (wanted.has(v) || !possible.has(v)); v++) {
                last = wanted.has(v) ? v : last;
            }
            condition
                    .append(condition.isEmpty() ? "" : " || ")
                    .append(run(version, last, possible));
            version = last + 1;
        }
        return condition.toString();
    }

    private static String run(int first, int last, VersionSet possible) {
        if (first == last) {
            return first == possible.min()
                    ? "version <= " + last
                    : first == possible.max() ? "version >= " + first : "version == " + first;
        }
        if (first == possible.min()) {
            return "version <= " + last;
        }
        if (last == possible.max()) {
            return "version >= " + first;
        }
        return "version >= " + first + " && version <= " + last;
    }
}
