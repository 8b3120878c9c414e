package io.odradek.broker.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Message;
import io.odradek.wire.codec.WireWriter;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Objects;

/** Waits for the one answer to a request, and checks that its version can carry it. */
final class Answer<R> implements ReplyTo<R> {
    private final short version;
    private @Nullable R answer;
    private @Nullable ErrorCode failure;

    Answer(int version) {
        this.version = (short) version;
    }

    @Override
    public void send(R answer) {
        assertFalse(isThere(), () -> "answered twice: " + this.answer + ", then " + answer);
        if (answer instanceof Message message) {
            message.write(new WireWriter(ByteBuffer.allocate(message.size(version))), version);
        }
        this.answer = answer;
    }

    @Override
    public void fail(ErrorCode why) {
        assertFalse(isThere(), () -> "answered twice: " + this.answer + ", then " + why);
        this.failure = why;
    }

    boolean isThere() {
        return answer != null || failure != null;
    }

    R get() {
        assertNull(failure);
        return Objects.requireNonNull(answer, "no answer yet");
    }
}
