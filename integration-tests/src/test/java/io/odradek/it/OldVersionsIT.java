package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.frame.Frames;
import io.odradek.wire.frame.OutFrame;
import io.odradek.wire.message.ApiVersionsRequest;
import io.odradek.wire.message.ApiVersionsResponse;
import io.odradek.wire.message.CreateTopicsRequest;
import io.odradek.wire.message.CreateTopicsResponse;
import io.odradek.wire.message.DeleteTopicsRequest;
import io.odradek.wire.message.DeleteTopicsResponse;
import io.odradek.wire.message.DescribeConfigsRequest;
import io.odradek.wire.message.DescribeConfigsResponse;
import io.odradek.wire.message.DescribeLogDirsRequest;
import io.odradek.wire.message.DescribeLogDirsResponse;
import io.odradek.wire.message.ListOffsetsRequest;
import io.odradek.wire.message.ListOffsetsResponse;
import io.odradek.wire.message.MetadataRequest;
import io.odradek.wire.message.MetadataResponse;
import io.odradek.wire.message.OffsetForLeaderEpochRequest;
import io.odradek.wire.message.OffsetForLeaderEpochResponse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The versions that Apache Kafka 4 dropped, asked of a running node on connections that never send
 * ApiVersions, in our own codec (wire's tests hold it against Apache's of 3.9.1, byte by byte).
 * Produce and Fetch are {@link OldProtocolsIT}'s.
 */
@ExtendWith(LogTails.class)
@TestInstance(Lifecycle.PER_CLASS)
final class OldVersionsIT {
    private static final String TOPIC = "old";

    private final ProcessCluster cluster =
            ProcessCluster.start(ClusterSpec.combined("old-versions", 1));

    @BeforeAll
    void createTopic() throws Exception {
        cluster.createTopic(TOPIC, 1, 1, Map.of("retention.ms", "123456"));
        Await.until("it leads", Duration.ofSeconds(10), () -> listed(-1).errorCode() == 0);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    private <R extends Response> R ask(Request request, int version, Class<R> type)
            throws IOException {
        return ask(request, version, version, type);
    }

    private <R extends Response> R ask(Request request, int version, int answer, Class<R> type)
            throws IOException {
        int port = cluster.node(1).config().kafkaPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            ByteBuffer frame =
                    OutFrame.request(
                                    7,
                                    "old",
                                    request,
                                    request.apiKey().maxVersion() < version
                                            ? request.apiKey().maxVersion()
                                            : (short) version)
                            .toBuffer();
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            // The version asked for may be one that has not been invented yet.
            ByteBuffer.wrap(bytes).putShort(6, (short) version);
            socket.getOutputStream().write(bytes);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] body = new byte[in.readInt()];
            in.readFully(body);
            WireReader reader = new WireReader(ByteBuffer.wrap(body));
            var header = Frames.readResponseHeader(reader, request.apiKey(), (short) answer);
            assertEquals(7, header.correlationId());
            return type.cast(Frames.readResponseBody(reader, request.apiKey(), (short) answer));
        }
    }

    private ListOffsetsResponse.ListOffsetsPartitionResponse listed(long timestamp)
            throws IOException {
        var partition =
                ListOffsetsRequest.ListOffsetsPartition.builder()
                        .timestamp(timestamp)
                        .maxNumOffsets(1)
                        .build();
        var topic = new ListOffsetsRequest.ListOffsetsTopic(TOPIC, List.of(partition));
        var request = ListOffsetsRequest.builder().replicaId(-1).topics(List.of(topic)).build();
        return ask(request, 0, ListOffsetsResponse.class)
                .topics()
                .getFirst()
                .partitions()
                .getFirst();
    }

    @Test
    void listOffsetsListsThem() throws Exception {
        assertEquals(List.of(0L), listed(-1).oldStyleOffsets());
        assertEquals(List.of(0L), listed(-2).oldStyleOffsets());
    }

    @Test
    void metadataWithoutTopicsMeansAll() throws Exception {
        var answer =
                ask(MetadataRequest.builder().topics(List.of()).build(), 0, MetadataResponse.class);
        assertEquals(1, answer.brokers().size());
        assertTrue(answer.topics().stream().anyMatch(t -> TOPIC.equals(t.name())));
    }

    @Test
    void topicsAreCreatedAndDeleted() throws Exception {
        for (int version = 0; version <= 1; version++) {
            String name = "created-by-" + version;
            var topic =
                    CreateTopicsRequest.CreatableTopic.builder()
                            .name(name)
                            .numPartitions(1)
                            .replicationFactor((short) 1)
                            .build();
            var request =
                    CreateTopicsRequest.builder().topics(List.of(topic)).timeoutMs(5_000).build();
            var created = ask(request, version, CreateTopicsResponse.class);
            assertEquals(0, created.topics().getFirst().errorCode());
            var again = ask(request, version, CreateTopicsResponse.class);
            assertEquals(
                    ErrorCode.TOPIC_ALREADY_EXISTS.code(), again.topics().getFirst().errorCode());
            var deleted =
                    ask(
                            DeleteTopicsRequest.builder()
                                    .topicNames(List.of(name))
                                    .timeoutMs(5_000)
                                    .build(),
                            0,
                            DeleteTopicsResponse.class);
            assertEquals(0, deleted.responses().getFirst().errorCode());
        }
    }

    @Test
    void configsSayWhetherTheyAreDefaults() throws Exception {
        var resource =
                DescribeConfigsRequest.DescribeConfigsResource.builder()
                        .resourceType((byte) 2)
                        .resourceName(TOPIC)
                        .configurationKeys(List.of("retention.ms", "segment.bytes"))
                        .build();
        var answer =
                ask(
                        DescribeConfigsRequest.builder().resources(List.of(resource)).build(),
                        0,
                        DescribeConfigsResponse.class);
        var configs = answer.results().getFirst().configs();
        assertEquals(2, configs.size());
        for (var config : configs) {
            boolean ours = config.name().equals("retention.ms");
            assertEquals(!ours, config.isDefault(), config.name());
        }
    }

    @Test
    void epochsAndDirectoriesAreTold() throws Exception {
        var partition =
                OffsetForLeaderEpochRequest.OffsetForLeaderPartition.builder()
                        .leaderEpoch(0)
                        .build();
        var topic = new OffsetForLeaderEpochRequest.OffsetForLeaderTopic(TOPIC, List.of(partition));
        for (int version = 0; version <= 1; version++) {
            var ends =
                    ask(
                            OffsetForLeaderEpochRequest.builder().topics(List.of(topic)).build(),
                            version,
                            OffsetForLeaderEpochResponse.class);
            assertEquals(0, ends.topics().getFirst().partitions().getFirst().errorCode());
        }
        var dirs =
                ask(
                        DescribeLogDirsRequest.builder().topics(null).build(),
                        0,
                        DescribeLogDirsResponse.class);
        assertTrue(
                dirs.results().getFirst().topics().stream().anyMatch(t -> t.name().equals(TOPIC)));
    }

    @Test
    void aVersionOfApiVersionsFromTheFutureIsAnsweredInTheFirst() throws Exception {
        var request =
                ApiVersionsRequest.builder()
                        .clientSoftwareName("future")
                        .clientSoftwareVersion("99")
                        .build();
        var answer = ask(request, 99, 0, ApiVersionsResponse.class);
        assertEquals(ErrorCode.UNSUPPORTED_VERSION.code(), answer.errorCode());
        assertEquals(ApiKey.API_VERSIONS.id(), answer.apiKeys().getFirst().apiKey());
        var served = ask(ApiVersionsRequest.builder().build(), 0, ApiVersionsResponse.class);
        for (ApiKey key : List.of(ApiKey.PRODUCE, ApiKey.FETCH, ApiKey.LIST_OFFSETS)) {
            var range =
                    served.apiKeys().stream()
                            .filter(k -> k.apiKey() == key.id())
                            .findFirst()
                            .orElseThrow();
            assertEquals(0, range.minVersion(), key.apiName());
        }
    }
}
