package io.odradek.broker.config;

/** Where a value comes from; the codes are those of DescribeConfigs (KIP-226). */
public enum ConfigSource {
    TOPIC(1),
    DYNAMIC_BROKER(2),
    DYNAMIC_DEFAULT_BROKER(3),
    STATIC_BROKER(4),
    DEFAULT(5);

    private final byte code;

    ConfigSource(int code) {
        this.code = (byte) code;
    }

    public byte code() {
        return code;
    }
}
