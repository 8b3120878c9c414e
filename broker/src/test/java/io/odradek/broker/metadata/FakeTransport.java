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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A control transport whose other end is the test. */
public final class FakeTransport implements ControlTransport {
    /** One opened stream: what was sent, and the ear of the sender. */
    public static final class Opened<Q, R> implements Stream<Q> {
        public final List<Q> sent = new ArrayList<>();
        public final Incoming<R> incoming;
        public boolean completed;
        public boolean cancelled;

        Opened(Incoming<R> incoming) {
            this.incoming = incoming;
        }

        @Override
        public void send(Q message) {
            sent.add(message);
        }

        @Override
        public void complete() {
            completed = true;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        public Q last() {
            return sent.getLast();
        }
    }

    public final List<Opened<SessionRequest, SessionResponse>> sessions = new ArrayList<>();
    public final List<Opened<MetadataRequest, MetadataUpdate>> metadata = new ArrayList<>();
    public final List<ForwardRequest> forwarded = new ArrayList<>();
    public final List<CompletableFuture<ForwardResponse>> forwardAnswers = new ArrayList<>();
    public final List<CompletableFuture<AllocateProducerIdsResponse>> idAnswers = new ArrayList<>();

    @Override
    public CompletableFuture<AlterPartitionResponse> alterPartition(AlterPartitionRequest request) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<AllocateProducerIdsResponse> allocateProducerIds(
            AllocateProducerIdsRequest request) {
        CompletableFuture<AllocateProducerIdsResponse> answer = new CompletableFuture<>();
        idAnswers.add(answer);
        return answer;
    }

    @Override
    public CompletableFuture<ForwardResponse> forward(ForwardRequest request, long timeoutMs) {
        CompletableFuture<ForwardResponse> answer = new CompletableFuture<>();
        forwarded.add(request);
        forwardAnswers.add(answer);
        return answer;
    }

    @Override
    public Stream<SessionRequest> session(Incoming<SessionResponse> incoming) {
        Opened<SessionRequest, SessionResponse> opened = new Opened<>(incoming);
        sessions.add(opened);
        return opened;
    }

    @Override
    public Stream<MetadataRequest> metadata(
            MetadataRequest request, Incoming<MetadataUpdate> incoming) {
        Opened<MetadataRequest, MetadataUpdate> opened = new Opened<>(incoming);
        opened.sent.add(request);
        metadata.add(opened);
        return opened;
    }

    @Override
    public void close() {}
}
