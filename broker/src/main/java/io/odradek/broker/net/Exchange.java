package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.codec.Response;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One request on its way to its answer. Confined to its connection's loop, except {@link #reply},
 * {@link #noReply} and {@link #close}, of which the first call wins.
 */
final class Exchange implements Responder {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    final ApiKey key;
    final short version;
    final int correlationId;
    final long startNanos;
    final int frameBytes;
    private final Connection connection;
    private final ByteBuf frame;
    private final AtomicBoolean answered = new AtomicBoolean();
    private @Nullable Response response;
    private boolean complete;

    Exchange(
            Connection connection,
            ByteBuf frame,
            ApiKey key,
            short version,
            int correlationId,
            long startNanos) {
        this.connection = connection;
        this.frame = frame;
        this.frameBytes = frame.readableBytes();
        this.key = key;
        this.version = version;
        this.correlationId = correlationId;
        this.startNanos = startNanos;
    }

    @Override
    public void reply(Response response) {
        answer(response);
    }

    @Override
    public void noReply() {
        answer(null);
    }

    @Override
    public void close(String why) {
        answer(null);
        connection.onLoop(() -> connection.reject(why));
    }

    private void answer(@Nullable Response response) {
        if (!answered.compareAndSet(false, true)) {
            log.error(
                    "A second answer to one {} request of {} was dropped; this is a bug.",
                    key,
                    connection);
            return;
        }
        this.response = response;
        connection.onLoop(() -> connection.completed(this));
    }

    boolean isAnswered() {
        return answered.get();
    }

    /** On the loop: the answer is there, the request's bytes are not needed any more. */
    void complete() {
        complete = true;
        frame.release();
    }

    boolean isComplete() {
        return complete;
    }

    /** Null where there is none to send. */
    @Nullable Response response() {
        return response;
    }
}
