package io.odradek.controller.image;

/**
 * What a dynamic config belongs to; the codes are Kafka's. A broker's name is its id, or empty for
 * all.
 */
public record ConfigResource(Type type, String name) {
    public enum Type {
        TOPIC(2),
        BROKER(4);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        /** The type of Kafka's {@code code}; fails for types this version has no configs for. */
        public static Type ofCode(int code) {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            throw new IllegalArgumentException("config resource type " + code + " is unknown here");
        }
    }

    public static ConfigResource topic(String name) {
        return new ConfigResource(Type.TOPIC, name);
    }

    public static ConfigResource broker(int id) {
        return new ConfigResource(Type.BROKER, Integer.toString(id));
    }

    /** What holds for every broker that has no value of its own. */
    public static ConfigResource brokerDefault() {
        return new ConfigResource(Type.BROKER, "");
    }
}
