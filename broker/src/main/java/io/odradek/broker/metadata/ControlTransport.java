package io.odradek.broker.metadata;

import io.odradek.wire.control.AllocateProducerIdsRequest;
import io.odradek.wire.control.AllocateProducerIdsResponse;
import io.odradek.wire.control.AlterPartitionRequest;
import io.odradek.wire.control.AlterPartitionResponse;
import io.odradek.wire.control.ForwardRequest;
import io.odradek.wire.control.ForwardResponse;
import io.odradek.wire.control.MetadataRequest;
import io.odradek.wire.control.MetadataUpdate;
import io.odradek.wire.control.SessionRequest;
import io.odradek.wire.control.SessionResponse;

import java.util.concurrent.CompletableFuture;

/**
 * The way to the active controller: gRPC in production, the simulated network in tests. Finds the
 * active controller and follows it when it changes: a NotController answer is never shown to
 * callers of the unary methods; they are tried again, at other controllers too, until one leads or
 * their time is up.
 *
 * <p>Thread-safe. Futures and stream callbacks come on the control shard. A future fails with
 * {@link ControllerUnavailableException} when no active controller answered in time; whether the
 * request took effect is then unknown.
 */
public interface ControlTransport extends AutoCloseable {

    CompletableFuture<AlterPartitionResponse> alterPartition(AlterPartitionRequest request);

    CompletableFuture<AllocateProducerIdsResponse> allocateProducerIds(
            AllocateProducerIdsRequest request);

    /**
     * @param timeoutMs how long to try
     */
    CompletableFuture<ForwardResponse> forward(ForwardRequest request, long timeoutMs);

    /** Opens a session stream with the controller believed to lead. */
    Stream<SessionRequest> session(Incoming<SessionResponse> incoming);

    /** Opens a metadata stream with the controller believed to lead. */
    Stream<MetadataRequest> metadata(MetadataRequest request, Incoming<MetadataUpdate> incoming);

    @Override
    void close();

    /** The caller's end of a stream. */
    interface Stream<T> {
        void send(T message);

        /** Ends the stream in order: what was sent before still arrives. */
        void complete();

        /** Drops the stream; nothing more comes in. */
        void cancel();
    }

    /** Hears what comes in over a stream. */
    interface Incoming<T> {
        /** A message; NotController answers are not shown, they end the stream. */
        void message(T message);

        /**
         * The stream ended and will not come back; open another after a short pause. {@code why} is
         * for the log.
         */
        void ended(String why);
    }
}
