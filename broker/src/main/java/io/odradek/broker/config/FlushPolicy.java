package io.odradek.broker.config;

/** When a record counts as durable on one broker. */
public enum FlushPolicy {
    SYNC,
    PAGE_CACHE;

    static FlushPolicy of(String text) {
        return switch (text) {
            case "sync" -> SYNC;
            case "page-cache" -> PAGE_CACHE;
            default -> throw new IllegalArgumentException("it must be sync or page-cache.");
        };
    }
}
