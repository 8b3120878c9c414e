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
    }

    public static ConfigResource topic(String name) {
        return new ConfigResource(Type.TOPIC, name);
    }
}
