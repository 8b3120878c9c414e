package io.odradek.broker.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.support.KafkaClient;
import io.odradek.log.io.Shard;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.ApiVersionsRequest;
import io.odradek.wire.message.ApiVersionsResponse;
import io.odradek.wire.message.HeartbeatRequest;
import io.odradek.wire.message.HeartbeatResponse;
import io.odradek.wire.message.MetadataRequest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

final class KafkaPortTest {
    private static final PortSettings ROOMY =
            new PortSettings(1 << 20, 16, 64 << 20, -1, -1, 50, 100, 100, -1);

    private final Shards shards = new Shards(2);
    private final List<KafkaPort> ports = new ArrayList<>();

    @AfterEach
    void close() {
        ports.forEach(KafkaPort::close);
        shards.close();
    }

    private int open(PortSettings settings, ApiHandler<?>... handlers) throws IOException {
        KafkaPort port = new KafkaPort(shards, settings, new NetMetrics());
        ports.add(port);
        return port.open("PLAINTEXT", "127.0.0.1", 0, new HandlerRegistry(List.of(handlers)))
                .port();
    }

    /** Answers heartbeats with their generation as the throttle time, as the test tells it to. */
    private static final class Heartbeats implements ApiHandler<HeartbeatRequest> {
        interface Behaviour {
            void handle(RequestContext context, HeartbeatRequest request, Responder responder);
        }

        private final Behaviour behaviour;

        Heartbeats(Behaviour behaviour) {
            this.behaviour = behaviour;
        }

        @Override
        public ApiKey key() {
            return ApiKey.HEARTBEAT;
        }

        @Override
        public short minVersion() {
            return 1;
        }

        @Override
        public short maxVersion() {
            return 3;
        }

        @Override
        public void handle(RequestContext context, HeartbeatRequest request, Responder responder) {
            behaviour.handle(context, request, responder);
        }

        @Override
        public Optional<Response> unknownServerError(
                RequestContext context, HeartbeatRequest request) {
            return request.generationId() < 0
                    ? Optional.empty()
                    : Optional.of(new HeartbeatResponse(0, ErrorCode.UNKNOWN_SERVER_ERROR.code()));
        }
    }

    private static HeartbeatRequest heartbeat(int generation) {
        return HeartbeatRequest.builder().groupId("g").generationId(generation).build();
    }

    private static HeartbeatResponse answer(HeartbeatRequest request) {
        return new HeartbeatResponse(request.generationId(), (short) 0);
    }

    @Test
    void requestsSplitAtEveryByteAreAnswered() throws Exception {
        int port = open(ROOMY, new Heartbeats((_, q, r) -> r.reply(answer(q))));
        try (KafkaClient client = new KafkaClient(port)) {
            int length = client.frame(heartbeat(0), 3).length;
            client.raw(new byte[0]);
            client.receiveNothingButForget();
            for (int cut = 1; cut < length; cut++) {
                byte[] frame = client.frame(heartbeat(cut), 3);
                client.raw(java.util.Arrays.copyOfRange(frame, 0, cut));
                client.raw(java.util.Arrays.copyOfRange(frame, cut, frame.length));
                assertEquals(cut, ((HeartbeatResponse) client.receive()).throttleTimeMs());
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderWhateverTheOrderOfTheirEnds() throws Exception {
        int port =
                open(
                        ROOMY,
                        new Heartbeats(
                                (context, q, r) -> {
                                    long delay = ThreadLocalRandom.current().nextLong(3_000_000);
                                    Shard other = shards.shard(q.generationId() % 2);
                                    other.execute(
                                            () -> other.schedule(() -> r.reply(answer(q)), delay));
                                }));
        try (KafkaClient client = new KafkaClient(port)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < 300; i++) {
                all.writeBytes(client.frame(heartbeat(i), 3));
            }
            client.raw(all.toByteArray());
            for (int i = 0; i < 300; i++) {
                assertEquals(i, ((HeartbeatResponse) client.receive()).throttleTimeMs());
            }
        }
    }

    @Test
    void aRequestWithoutAnAnswerDoesNotHoldUpTheNext() throws Exception {
        int port =
                open(
                        ROOMY,
                        new Heartbeats(
                                (_, q, r) -> {
                                    if (q.generationId() == 1) {
                                        r.noReply();
                                    } else {
                                        r.reply(answer(q));
                                    }
                                }));
        try (KafkaClient client = new KafkaClient(port)) {
            client.send(heartbeat(1), 3);
            client.receiveNothingButForget();
            client.send(heartbeat(2), 3);
            assertEquals(2, ((HeartbeatResponse) client.receive()).throttleTimeMs());
        }
    }

    @Test
    void noMoreRequestsAreTakenThanMayBeUnderWay() throws Exception {
        LinkedBlockingQueue<CompletableFuture<Void>> held = new LinkedBlockingQueue<>();
        PortSettings narrow = new PortSettings(1 << 20, 4, 64 << 20, -1, -1, 50, 100, 100, -1);
        int port =
                open(
                        narrow,
                        new Heartbeats(
                                (_, q, r) -> {
                                    CompletableFuture<Void> go = new CompletableFuture<>();
                                    var unused = go.thenRun(() -> r.reply(answer(q)));
                                    held.add(go);
                                }));
        try (KafkaClient client = new KafkaClient(port)) {
            for (int i = 0; i < 20; i++) {
                client.send(heartbeat(i), 3);
            }
            for (int i = 0; i < 20; i++) {
                CompletableFuture<Void> next = held.poll(10, TimeUnit.SECONDS);
                assertTrue(held.size() <= 3, "under way: " + (held.size() + 1));
                java.util.Objects.requireNonNull(next).complete(null);
                assertEquals(i, ((HeartbeatResponse) client.receive()).throttleTimeMs());
            }
        }
    }

    @Test
    void requestsWaitForMemoryAndAllComeThrough() throws Exception {
        PortSettings poor = new PortSettings(1 << 20, 100, 200, -1, -1, 50, 100, 100, -1);
        int port =
                open(
                        poor,
                        new Heartbeats(
                                (context, q, r) ->
                                        context.shard()
                                                .schedule(() -> r.reply(answer(q)), 1_000_000)));
        try (KafkaClient one = new KafkaClient(port);
                KafkaClient two = new KafkaClient(port)) {
            for (int i = 0; i < 30; i++) {
                one.send(heartbeat(i), 3);
                two.send(heartbeat(i), 3);
            }
            for (int i = 0; i < 30; i++) {
                assertEquals(i, ((HeartbeatResponse) one.receive()).throttleTimeMs());
                assertEquals(i, ((HeartbeatResponse) two.receive()).throttleTimeMs());
            }
        }
        assertEquals(0, ports.getFirst().requestBytes());
    }

    @Test
    void memoryIsGivenBackWhenTheClientLeavesInTheMiddle() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> go = new CompletableFuture<>();
        int port =
                open(
                        ROOMY,
                        new Heartbeats(
                                (_, q, r) -> {
                                    var unused = go.thenRun(() -> r.reply(answer(q)));
                                    begun.countDown();
                                }));
        try (KafkaClient client = new KafkaClient(port)) {
            client.send(heartbeat(1), 3);
            byte[] half = client.frame(heartbeat(2), 3);
            client.raw(java.util.Arrays.copyOf(half, half.length - 3));
            assertTrue(begun.await(10, TimeUnit.SECONDS));
        }
        go.complete(null);
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (ports.getFirst().requestBytes() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertEquals(0, ports.getFirst().requestBytes());
    }

    @Test
    void aFailingHandlerIsAnsweredWithUnknownServerError() throws Exception {
        int port =
                open(
                        ROOMY,
                        new Heartbeats(
                                (_, _, _) -> {
                                    throw new IllegalStateException("as the test wants it");
                                }));
        try (KafkaClient client = new KafkaClient(port)) {
            HeartbeatResponse answer = client.call(heartbeat(1), 3, HeartbeatResponse.class);
            assertEquals(ErrorCode.UNKNOWN_SERVER_ERROR.code(), answer.errorCode());
            client.send(heartbeat(-5), 3);
            assertTrue(client.isClosedByPeer());
        }
        assertEquals(0, ports.getFirst().requestBytes());
    }

    @Test
    void whatCannotBeServedClosesTheConnection() throws Exception {
        int port = open(ROOMY, new Heartbeats((_, q, r) -> r.reply(answer(q))));
        byte[] tooLong = ByteBuffer.allocate(4).putInt((1 << 20) + 1).array();
        byte[] negative = ByteBuffer.allocate(4).putInt(-7).array();
        byte[] http = "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] unknownApi =
                ByteBuffer.allocate(4 + 10)
                        .putInt(10)
                        .putShort((short) 999)
                        .putShort((short) 0)
                        .putInt(1)
                        .putShort((short) -1)
                        .array();
        byte[] cutBody =
                ByteBuffer.allocate(4 + 12)
                        .putInt(12)
                        .putShort(ApiKey.HEARTBEAT.id())
                        .putShort((short) 3)
                        .putInt(1)
                        .putShort((short) -1)
                        .putShort((short) 900)
                        .array();
        for (byte[] bytes : List.of(tooLong, negative, http, unknownApi, cutBody)) {
            try (KafkaClient client = new KafkaClient(port)) {
                client.raw(bytes);
                assertTrue(client.isClosedByPeer());
            }
        }
        for (int version : new int[] {0, 4}) {
            try (KafkaClient client = new KafkaClient(port)) {
                client.send(heartbeat(1), version);
                assertTrue(client.isClosedByPeer(), "version " + version);
            }
        }
        try (KafkaClient client = new KafkaClient(port)) {
            client.send(MetadataRequest.builder().topics(List.of()).build(), 4);
            assertTrue(client.isClosedByPeer());
        }
        assertEquals(0, ports.getFirst().requestBytes());
        try (KafkaClient client = new KafkaClient(port)) {
            assertEquals(3, client.call(heartbeat(3), 3, HeartbeatResponse.class).throttleTimeMs());
        }
    }

    @Test
    void anApiVersionsRequestFromTheFutureIsAnsweredInVersionZero() throws Exception {
        ApiHandler<ApiVersionsRequest> handler =
                new ApiHandler<>() {
                    @Override
                    public ApiKey key() {
                        return ApiKey.API_VERSIONS;
                    }

                    @Override
                    public short minVersion() {
                        return 0;
                    }

                    @Override
                    public short maxVersion() {
                        return 5;
                    }

                    @Override
                    public void handle(
                            RequestContext context, ApiVersionsRequest q, Responder responder) {
                        responder.reply(ApiVersionsResponse.builder().build());
                    }

                    @Override
                    public Optional<Response> unsupportedVersion() {
                        return Optional.of(
                                ApiVersionsResponse.builder()
                                        .errorCode(ErrorCode.UNSUPPORTED_VERSION.code())
                                        .build());
                    }
                };
        int port = open(ROOMY, handler);
        try (KafkaClient client = new KafkaClient(port)) {
            byte[] request =
                    ByteBuffer.allocate(4 + 15)
                            .putInt(15)
                            .putShort(ApiKey.API_VERSIONS.id())
                            .putShort((short) 77)
                            .putInt(4711)
                            .putShort((short) 2)
                            .put((byte) 'm')
                            .put((byte) 'e')
                            .put((byte) 0)
                            .putShort((short) 0x1234)
                            .array();
            client.raw(request);
            ByteBuffer answer = ByteBuffer.wrap(client.receiveFrame());
            assertEquals(4711, answer.getInt());
            assertEquals(ErrorCode.UNSUPPORTED_VERSION.code(), answer.getShort());
            assertEquals(0, answer.getInt());
            assertFalse(answer.hasRemaining());
        }
    }

    @Test
    void connectionsBeyondTheLimitAreRefused() throws Exception {
        PortSettings two = new PortSettings(1 << 20, 4, 64 << 20, -1, -1, 50, 2, 2, -1);
        int port = open(two, new Heartbeats((_, q, r) -> r.reply(answer(q))));
        try (KafkaClient a = new KafkaClient(port);
                KafkaClient b = new KafkaClient(port)) {
            assertEquals(1, a.call(heartbeat(1), 3, HeartbeatResponse.class).throttleTimeMs());
            assertEquals(1, b.call(heartbeat(1), 3, HeartbeatResponse.class).throttleTimeMs());
            try (KafkaClient c = new KafkaClient(port)) {
                assertTrue(c.isClosedByPeer());
            }
        }
    }

    @Test
    void idleConnectionsAreClosedAndBusyOnesAreNot() throws Exception {
        PortSettings idle = new PortSettings(1 << 20, 4, 64 << 20, -1, -1, 50, 10, 10, 200);
        int port =
                open(
                        idle,
                        new Heartbeats(
                                (context, q, r) ->
                                        context.shard()
                                                .schedule(() -> r.reply(answer(q)), 600_000_000)));
        try (KafkaClient busy = new KafkaClient(port);
                KafkaClient silent = new KafkaClient(port)) {
            busy.send(heartbeat(9), 3);
            assertTrue(silent.isClosedByPeer());
            assertEquals(9, ((HeartbeatResponse) busy.receive()).throttleTimeMs());
        }
    }

    @Test
    void aTakenPortIsReportedInASentence() throws Exception {
        int port = open(ROOMY);
        KafkaPort second = new KafkaPort(shards, ROOMY, new NetMetrics());
        IOException refused =
                assertThrows(
                        IOException.class,
                        () ->
                                second.open(
                                        "PLAINTEXT",
                                        "127.0.0.1",
                                        port,
                                        new HandlerRegistry(List.of())));
        assertTrue(
                String.valueOf(refused.getMessage()).contains("the port is in use"),
                refused.getMessage());
    }

    @Test
    void oneApiHasOneHandler() {
        Heartbeats handler = new Heartbeats((_, q, r) -> r.reply(answer(q)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new HandlerRegistry(List.of(handler, handler)));
    }
}
