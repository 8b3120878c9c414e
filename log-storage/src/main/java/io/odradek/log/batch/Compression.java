package io.odradek.log.batch;

import java.util.Locale;
import java.util.Optional;

/** The codecs of record batches; the constants stand in the order of their ids on the wire. */
public enum Compression {
    NONE(0, 0),
    GZIP(1, -1),
    SNAPPY(2, 0),
    LZ4(3, 9),
    ZSTD(4, 3);

    private static final Compression[] BY_ID = values(); // the ids have no gaps

    private final int id;
    private final int defaultLevel;

    Compression(int id, int defaultLevel) {
        this.id = id;
        this.defaultLevel = defaultLevel;
    }

    public int id() {
        return id;
    }

    /** What {@code compression.CODEC.level} is by default. */
    public int defaultLevel() {
        return defaultLevel;
    }

    /** Empty for an id nobody has assigned. */
    public static Optional<Compression> byId(int id) {
        return id >= 0 && id < BY_ID.length ? Optional.of(BY_ID[id]) : Optional.empty();
    }

    /** The name used in {@code compression.type}: {@code none}, {@code gzip}, ... */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static boolean isKnown(int id) {
        return id >= 0 && id < BY_ID.length;
    }

    static Compression known(int id) {
        return BY_ID[id];
    }
}
