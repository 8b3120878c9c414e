package io.odradek.broker.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;

import io.odradek.broker.metadata.FakeTransport;
import io.odradek.broker.metadata.ImageWaits;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.support.ManualShard;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.ImageRecords;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Limits;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.codec.WireWriter;
import io.odradek.wire.control.ForwardResponse;
import io.odradek.wire.message.CreateTopicsRequest;
import io.odradek.wire.message.CreateTopicsResponse;
import io.odradek.wire.message.MetadataRequest;
import io.odradek.wire.message.MetadataRequest.MetadataRequestTopic;
import io.odradek.wire.message.MetadataResponse;
import io.odradek.wire.message.MetadataResponse.MetadataResponsePartition;
import io.odradek.wire.message.MetadataResponse.MetadataResponseTopic;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

final class MetadataHandlerTest {
    private static final TopicImage TOPIC =
            Images.topic(
                    "t",
                    Images.partition(0, 1, 1, 2, 3),
                    Images.partition(1, 2, 2, 1),
                    Images.partition(2, 3, 3, 1),
                    Images.partition(3, -1, 2));
    private static final List<BrokerImage> BROKERS =
            List.of(
                    Images.broker(1, false, "PLAINTEXT"),
                    Images.broker(2, true, "PLAINTEXT"),
                    Images.broker(3, false, "OTHER"));

    private final ManualShard shard = new ManualShard();
    private final MetadataView view = Images.view(Images.image(BROKERS, List.of(TOPIC)));
    private final FakeTransport transport = new FakeTransport();
    private final MetadataHandler handler = handler(true);

    private MetadataHandler handler(boolean autoCreate) {
        ImageWaits waits = new ImageWaits(shard, view);
        return new MetadataHandler(
                view, waits, new AutoTopics(autoCreate, new Forwarder(transport, waits, 1000)), 1);
    }

    private static MetadataRequest all() {
        return MetadataRequest.builder().topics(null).build();
    }

    private static MetadataRequest named(String... names) {
        return MetadataRequest.builder()
                .topics(
                        java.util.Arrays.stream(names)
                                .map(n -> MetadataRequestTopic.builder().name(n).build())
                                .toList())
                .build();
    }

    private MetadataResponse ask(int version, MetadataRequest request) {
        return Ask.now(handler, version, request, MetadataResponse.class);
    }

    private static ErrorCode error(MetadataResponseTopic topic) {
        return ErrorCode.forCode(topic.errorCode());
    }

    @Test
    void tellsWhoLivesAndCanBeReachedThroughThisListener() {
        MetadataResponse answer = ask(12, all());
        assertEquals(1, answer.brokers().size());
        assertEquals("host1", answer.brokers().getFirst().host());
        assertEquals(9001, answer.brokers().getFirst().port());
        assertEquals("rack1", answer.brokers().getFirst().rack());
        assertEquals("cluster", answer.clusterId());
        assertEquals(1, answer.controllerId());
    }

    @Test
    void tellsEachPartitionAsClientsOfThisListenerSeeIt() {
        MetadataResponseTopic topic = ask(12, all()).topics().getFirst();
        assertEquals(TOPIC.id(), topic.topicId());
        List<MetadataResponsePartition> partitions = topic.partitions();
        assertEquals(0, partitions.get(0).errorCode());
        assertEquals(1, partitions.get(0).leaderId());
        assertEquals(3, partitions.get(0).leaderEpoch());
        assertEquals(List.of(1, 2, 3), partitions.get(0).replicaNodes());
        assertEquals(List.of(2), partitions.get(0).offlineReplicas());
        assertEquals(
                ErrorCode.LEADER_NOT_AVAILABLE.code(), partitions.get(1).errorCode(), "fenced");
        assertEquals(-1, partitions.get(1).leaderId());
        assertEquals(
                ErrorCode.LISTENER_NOT_FOUND.code(), partitions.get(2).errorCode(), "elsewhere");
        assertEquals(ErrorCode.LEADER_NOT_AVAILABLE.code(), partitions.get(3).errorCode());
    }

    @Test
    void oldClientsAreToldWhatTheyUnderstand() {
        List<MetadataResponsePartition> v5 = ask(5, all()).topics().getFirst().partitions();
        assertEquals(ErrorCode.LEADER_NOT_AVAILABLE.code(), v5.get(2).errorCode());
        MetadataResponse v0 = ask(0, MetadataRequest.builder().topics(List.of()).build());
        MetadataResponsePartition first = v0.topics().getFirst().partitions().getFirst();
        assertEquals(List.of(1), first.replicaNodes());
        assertEquals(ErrorCode.REPLICA_NOT_AVAILABLE.code(), first.errorCode());
        assertEquals(1, first.leaderId());
        assertTrue(ask(1, MetadataRequest.builder().topics(List.of()).build()).topics().isEmpty());
    }

    @Test
    void findsTopicsByIdAndRefusesUnknownOnes() {
        MetadataRequest request =
                MetadataRequest.builder()
                        .topics(
                                List.of(
                                        new MetadataRequestTopic(TOPIC.id(), null),
                                        new MetadataRequestTopic(new UUID(8, 8), null)))
                        .build();
        MetadataResponse answer = ask(12, request);
        assertEquals("t", answer.topics().get(0).name());
        assertEquals(ErrorCode.UNKNOWN_TOPIC_ID, error(answer.topics().get(1)));
        assertEquals(new UUID(8, 8), answer.topics().get(1).topicId());
    }

    @Test
    void operationsAreToldOnlyWhereAskedFor() {
        MetadataResponse answer =
                ask(8, all().toBuilder().includeClusterAuthorizedOperations(true).build());
        assertEquals(Authorized.CLUSTER, answer.clusterAuthorizedOperations());
        assertEquals(Authorized.NOT_ASKED, answer.topics().getFirst().topicAuthorizedOperations());
    }

    @Test
    void anUnknownTopicIsNotCreatedAgainstTheClientsOrTheOperatorsWish() {
        MetadataRequest unwilling = named("new").toBuilder().allowAutoTopicCreation(false).build();
        assertEquals(
                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                error(ask(12, unwilling).topics().getFirst()));
        MetadataResponse disabled =
                Ask.now(handler(false), 12, named("new"), MetadataResponse.class);
        assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, error(disabled.topics().getFirst()));
        assertTrue(transport.forwarded.isEmpty());
    }

    @Test
    void illegalAndInternalNamesAreNeverCreated() {
        MetadataResponse answer = ask(12, named("a b", "..", "__consumer_offsets"));
        assertEquals(ErrorCode.INVALID_TOPIC_EXCEPTION, error(answer.topics().get(0)));
        assertEquals(ErrorCode.INVALID_TOPIC_EXCEPTION, error(answer.topics().get(1)));
        assertEquals(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, error(answer.topics().get(2)));
        assertTrue(transport.forwarded.isEmpty());
    }

    private void created(@Nullable ErrorCode error, long offset) {
        CreateTopicsResponse response =
                CreateTopicsResponse.builder()
                        .topics(
                                List.of(
                                        CreateTopicsResponse.CreatableTopicResult.builder()
                                                .name("new")
                                                .topicId(Limits.ZERO_UUID)
                                                .errorCode(error == null ? 0 : error.code())
                                                .build()))
                        .build();
        ByteBuffer body = ByteBuffer.allocate(response.size((short) 7));
        response.write(new WireWriter(body), (short) 7);
        transport
                .forwardAnswers
                .getLast()
                .complete(
                        ForwardResponse.newBuilder()
                                .setBody(ByteString.copyFrom(body.flip()))
                                .setMetadataOffset(offset)
                                .build());
        shard.run();
    }

    @Test
    void anUnknownTopicIsCreatedAndToldOnceItIsVisibleHere() {
        Ask ask = Ask.of(handler, 12, named("t", "new"));
        assertTrue(ask.replies.isEmpty());
        CreateTopicsRequest sent =
                CreateTopicsRequest.read(
                        new WireReader(
                                transport.forwarded.getFirst().getBody().asReadOnlyByteBuffer()),
                        (short) 7);
        assertEquals(1, sent.topics().size());
        assertEquals("new", sent.topics().getFirst().name());
        assertEquals(-1, sent.topics().getFirst().numPartitions());
        created(null, 11);
        assertTrue(ask.replies.isEmpty(), "the topic is not visible yet");
        ClusterImage before = view.current();
        view.publish(
                ImageDelta.between(
                        before,
                        before.apply(
                                11,
                                1,
                                ImageRecords.topic(
                                        Images.topic("new", Images.partition(0, 1, 1))))));
        shard.run();
        MetadataResponse answer = (MetadataResponse) ask.replies.getFirst();
        assertEquals(ErrorCode.NONE, error(answer.topics().get(0)));
        assertEquals(ErrorCode.NONE, error(answer.topics().get(1)));
        assertEquals(1, answer.topics().get(1).partitions().size());
    }

    @Test
    void aFailedCreationIsToldWithItsReason() {
        Ask ask = Ask.of(handler, 12, named("new"));
        created(ErrorCode.INVALID_REPLICATION_FACTOR, 0);
        MetadataResponse answer = (MetadataResponse) ask.replies.getFirst();
        assertEquals(ErrorCode.INVALID_REPLICATION_FACTOR, error(answer.topics().getFirst()));
        assertEquals(1, transport.forwarded.size());
    }

    @Test
    void oneTopicIsCreatedOnceHoweverManyAsk() {
        Ask first = Ask.of(handler, 12, named("new"));
        Ask second = Ask.of(handler, 12, named("new"));
        assertEquals(1, transport.forwarded.size());
        assertEquals(1, second.replies.size());
        assertTrue(first.replies.isEmpty());
    }

    @Test
    void aBrokerThatKnowsNothingYetWaitsForItsFirstImage() {
        MetadataView blank = new MetadataView();
        ImageWaits waits = new ImageWaits(shard, blank);
        MetadataHandler early =
                new MetadataHandler(
                        blank,
                        waits,
                        new AutoTopics(true, new Forwarder(transport, waits, 1000)),
                        1);
        Ask ask = Ask.of(early, 12, all());
        shard.run();
        assertTrue(ask.replies.isEmpty());
        blank.publish(ImageDelta.between(ClusterImage.EMPTY, view.current()));
        shard.run();
        assertEquals(1, ((MetadataResponse) ask.replies.getFirst()).topics().size());
    }
}
