package io.odradek.sim.node;

import io.odradek.broker.metadata.ControlTransport;
import io.odradek.broker.metadata.ControllerUnavailableException;
import io.odradek.broker.metadata.Refusals;
import io.odradek.log.io.Shard;
import io.odradek.raft.sim.SimProcess;
import io.odradek.sim.net.Streams;
import io.odradek.wire.control.AllocateProducerIdsRequest;
import io.odradek.wire.control.AllocateProducerIdsResponse;
import io.odradek.wire.control.AlterPartitionRequest;
import io.odradek.wire.control.AlterPartitionResponse;
import io.odradek.wire.control.ForwardRequest;
import io.odradek.wire.control.ForwardResponse;
import io.odradek.wire.control.MetadataRequest;
import io.odradek.wire.control.MetadataUpdate;
import io.odradek.wire.control.NotController;
import io.odradek.wire.control.SessionRequest;
import io.odradek.wire.control.SessionResponse;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The way from a broker to the active controller, over simulated streams. */
final class ControlStreams implements ControlTransport {
    private static final long MS = 1_000_000;
    private static final long ATTEMPT_MS = 2000;
    private static final long RETRY_MS = 20;

    private final Streams streams;
    private final Bugs bugs;
    private final int host;
    private final SimProcess process;
    private final Shard shard;
    private final List<Integer> controllers;
    private int target;

    ControlStreams(
            Streams streams,
            Bugs bugs,
            int host,
            SimProcess process,
            Shard shard,
            List<Integer> controllers) {
        this.streams = streams;
        this.bugs = bugs;
        this.host = host;
        this.process = process;
        this.shard = shard;
        this.controllers = controllers;
        this.target = controllers.contains(host) ? host : controllers.getFirst();
    }

    private void elsewhere(int asked) {
        if (asked == target) {
            target = controllers.get((controllers.indexOf(asked) + 1) % controllers.size());
        }
    }

    /** True when it names another to ask at once. */
    private boolean hinted(int asked, NotController answer) {
        if (controllers.contains(answer.getLeaderId()) && answer.getLeaderId() != asked) {
            target = answer.getLeaderId();
            return true;
        }
        elsewhere(asked);
        return false;
    }

    @Override
    public CompletableFuture<AlterPartitionResponse> alterPartition(AlterPartitionRequest request) {
        return call(request, AlterPartitionResponse.class, Refusals::in, 2 * ATTEMPT_MS);
    }

    @Override
    public CompletableFuture<AllocateProducerIdsResponse> allocateProducerIds(
            AllocateProducerIdsRequest request) {
        return call(request, AllocateProducerIdsResponse.class, Refusals::in, 5 * ATTEMPT_MS);
    }

    @Override
    public CompletableFuture<ForwardResponse> forward(ForwardRequest request, long timeoutMs) {
        return call(request, ForwardResponse.class, Refusals::in, timeoutMs);
    }

    private <R> CompletableFuture<R> call(
            Object request,
            Class<R> kind,
            Function<R, Optional<NotController>> refusal,
            long timeoutMs) {
        CompletableFuture<R> result = new CompletableFuture<>();
        long deadline = shard.nanoTime() + timeoutMs * MS;
        shard.execute(() -> new Unary<>(request, kind, refusal, deadline, result).attempt());
        return result;
    }

    @Override
    public Stream<SessionRequest> session(Incoming<SessionResponse> incoming) {
        return new Open<SessionRequest, SessionResponse>(
                        SessionResponse.class, incoming, Refusals::in)
                .open();
    }

    @Override
    public Stream<MetadataRequest> metadata(
            MetadataRequest request, Incoming<MetadataUpdate> incoming) {
        Open<MetadataRequest, MetadataUpdate> stream =
                new Open<MetadataRequest, MetadataUpdate>(
                                MetadataUpdate.class, incoming, Refusals::in)
                        .open();
        stream.send(request);
        return stream;
    }

    @Override
    public void close() {}

    /** One request, tried until it is answered or its time is up. */
    private final class Unary<R> {
        private final Object request;
        private final Class<R> kind;
        private final Function<R, Optional<NotController>> refusal;
        private final long deadlineNanos;
        private final CompletableFuture<R> result;

        Unary(
                Object request,
                Class<R> kind,
                Function<R, Optional<NotController>> refusal,
                long deadlineNanos,
                CompletableFuture<R> result) {
            this.request = request;
            this.kind = kind;
            this.refusal = refusal;
            this.deadlineNanos = deadlineNanos;
            this.result = result;
        }

        void attempt() {
            long left = deadlineNanos - shard.nanoTime();
            if (left <= 0) {
                result.completeExceptionally(
                        new ControllerUnavailableException("no controller answered in time"));
                return;
            }
            Attempt<R> attempt = new Attempt<>(this, target);
            attempt.stream =
                    streams.connect(host, process, target, ControlPort.SERVICE, false, attempt);
            shard.schedule(attempt::timedOut, Math.min(left, ATTEMPT_MS * MS));
        }

        void retry(boolean atOnce) {
            shard.schedule(this::attempt, atOnce ? 0 : RETRY_MS * MS);
        }
    }

    private final class Attempt<R> implements Streams.Ear {
        private final Unary<R> call;
        private final int asked;
        private Streams.@Nullable Stream stream;
        private boolean over;

        Attempt(Unary<R> call, int asked) {
            this.call = call;
            this.asked = asked;
        }

        @Override
        public void opened(Streams.Stream opened) {
            opened.send(bugs.told(host, call.request));
        }

        @Override
        public void received(Object message) {
            shard.execute(() -> take(message));
        }

        private void take(Object message) {
            if (over || message instanceof ControlPort.Closed) {
                return;
            }
            over = true;
            R answer = call.kind.cast(message);
            Optional<NotController> notHere = call.refusal.apply(answer);
            if (notHere.isPresent()) {
                call.retry(hinted(asked, notHere.get()));
            } else {
                call.result.complete(answer);
            }
        }

        @Override
        public void closed(String why) {
            shard.execute(this::failed);
        }

        private void failed() {
            if (!over) {
                over = true;
                elsewhere(asked);
                call.retry(false);
            }
        }

        void timedOut() {
            if (!over && stream != null) {
                stream.close();
                failed();
            }
        }
    }

    /** A call of many messages. */
    private final class Open<Q, R> implements Stream<Q>, Streams.Ear {
        private final Class<R> kind;
        private final Incoming<R> incoming;
        private final Function<R, Optional<NotController>> refusal;
        private final int asked = target;
        private final ArrayDeque<Object> early = new ArrayDeque<>();
        private Streams.@Nullable Stream stream;
        private boolean opened;
        private boolean ended;

        Open(Class<R> kind, Incoming<R> incoming, Function<R, Optional<NotController>> refusal) {
            this.kind = kind;
            this.incoming = incoming;
            this.refusal = refusal;
        }

        Open<Q, R> open() {
            stream = streams.connect(host, process, asked, ControlPort.SERVICE, true, this);
            return this;
        }

        private void pass(Object message) {
            if (ended || stream == null) {
                return;
            }
            Object said = bugs.told(host, message);
            if (opened) {
                stream.send(said);
            } else {
                early.add(said);
            }
        }

        @Override
        public void send(Q message) {
            pass(message);
        }

        @Override
        public void complete() {
            pass(new ControlPort.HalfClose());
        }

        @Override
        public void cancel() {
            ended = true;
            if (stream != null) {
                stream.close();
            }
        }

        @Override
        public void opened(Streams.Stream there) {
            shard.execute(
                    () -> {
                        opened = true;
                        early.forEach(there::send);
                        early.clear();
                    });
        }

        @Override
        public void received(Object message) {
            shard.execute(() -> take(message));
        }

        private void take(Object message) {
            if (ended) {
                return;
            }
            if (message instanceof ControlPort.Closed(var status)) {
                end(String.valueOf(status), !status.isOk());
                return;
            }
            R update = kind.cast(message);
            Optional<NotController> notHere = refusal.apply(update);
            if (notHere.isPresent()) {
                hinted(asked, notHere.get());
                cancel();
                incoming.ended("controller " + asked + " is not active");
            } else {
                Object instructed = bugs.instructed(host, update);
                if (instructed != null) {
                    incoming.message(kind.cast(instructed));
                }
            }
        }

        @Override
        public void closed(String why) {
            shard.execute(() -> end(why, true));
        }

        private void end(String why, boolean elsewhere) {
            if (!ended) {
                ended = true;
                if (elsewhere) {
                    elsewhere(asked);
                }
                incoming.ended(why);
            }
        }
    }
}
