package io.odradek.sim.client;

import java.nio.ByteBuffer;

/**
 * What a simulated record holds: who wrote it, and the how manieth of its writer's records for this
 * partition it is.
 */
public record Written(int writer, long number) {
    ByteBuffer bytes() {
        return ByteBuffer.allocate(12).putInt(writer).putLong(number).flip();
    }

    static Written read(ByteBuffer value) {
        return new Written(value.getInt(value.position()), value.getLong(value.position() + 4));
    }

    @Override
    public String toString() {
        return writer + "#" + number;
    }
}
