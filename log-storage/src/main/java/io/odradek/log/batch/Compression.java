package io.odradek.log.batch;

import java.util.Locale;
import java.util.Optional;

/** The codecs of record batches; the constants stand in the order of their ids on the wire. */
public enum Compression {
    NONE(0),
    GZIP(1),
    SNAPPY(2),
    LZ4(3),
    ZSTD(4);

    private static final Compression[] BY_ID = values(); // the ids have no gaps

    private final int id;

    Compression(int id) {
        this.id = id;
    }

    public int id() {
        return id;
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
