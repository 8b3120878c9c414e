package io.odradek.broker.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.api.group.GroupApis;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.TopicConfigs;
import io.odradek.broker.metadata.FakeTransport;
import io.odradek.broker.metadata.ImageWaits;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.support.ManualShard;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.codec.WireWriter;
import io.odradek.wire.control.ForwardResponse;
import io.odradek.wire.message.*;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A handler's answers, errors included, can be written in every version it offers. What a version
 * does not carry must not be set in it.
 */
final class EveryVersionTest {
    private static final UUID TOPIC = Images.topic("t", Images.partition(0, 1, 1, 2)).id();

    private final ManualShard shard = new ManualShard();
    private final MetadataView view =
            Images.view(
                    Images.image(
                            List.of(
                                    Images.broker(1, false, "PLAINTEXT"),
                                    Images.broker(2, true, "PLAINTEXT")),
                            List.of(Images.topic("t", Images.partition(0, 1, 1, 2)))));
    private final FakeTransport transport = new FakeTransport();
    private final ImageWaits waits = new ImageWaits(shard, view);
    private final Forwarder forwarder = new Forwarder(transport, waits, 1000);
    private final OneCoordinator groups = new OneCoordinator(view.current());

    private List<ApiHandler<?>> handlers() {
        BrokerConfig config = BrokerConfig.of(Map.of());
        List<ApiHandler<?>> all = new ArrayList<>();
        all.addAll(AdminApis.handlers(forwarder));
        all.addAll(UnsupportedApis.handlers());
        all.addAll(AccessApis.handlers(forwarder, view, true));
        all.addAll(GroupApis.handlers(groups, view));
        all.add(
                new FindCoordinatorHandler(
                        view,
                        new InternalTopics(forwarder),
                        new InternalTopics.Plan("__consumer_offsets", 50, 3, Map.of(), "key")));
        all.add(new MetadataHandler(view, waits, new AutoTopics(true, forwarder), 1));
        all.add(new DescribeClusterHandler(view, 1));
        all.add(new DescribeTopicPartitionsHandler(view, 100));
        all.add(new DescribeConfigsHandler(view, config, new TopicConfigs(config, 1), 1));
        all.add(new InitProducerIdHandler(new ProducerIdBlocks(shard, transport, 1, () -> 1L)));
        all.add(new ApiVersionsHandler(view, "cluster", 1, List.copyOf(all)));
        return all;
    }

    /** A request that asks for something, in the given version. */
    private static Request request(ApiKey key, int version) {
        Map<ApiKey, Request> rich = new EnumMap<>(ApiKey.class);
        rich.put(
                ApiKey.CREATE_TOPICS,
                CreateTopicsRequest.builder()
                        .topics(
                                List.of(
                                        CreateTopicsRequest.CreatableTopic.builder()
                                                .name("n")
                                                .numPartitions(1)
                                                .replicationFactor((short) 1)
                                                .build()))
                        .build());
        rich.put(
                ApiKey.DELETE_TOPICS,
                version >= 6
                        ? DeleteTopicsRequest.builder()
                                .topics(
                                        List.of(
                                                DeleteTopicsRequest.DeleteTopicState.builder()
                                                        .name("t")
                                                        .build()))
                                .build()
                        : DeleteTopicsRequest.builder().topicNames(List.of("t")).build());
        rich.put(
                ApiKey.METADATA,
                MetadataRequest.builder()
                        .topics(
                                List.of(
                                        MetadataRequest.MetadataRequestTopic.builder()
                                                .name("t")
                                                .build(),
                                        MetadataRequest.MetadataRequestTopic.builder()
                                                .name("not legal")
                                                .build()))
                        .includeClusterAuthorizedOperations(version >= 8 && version <= 10)
                        .includeTopicAuthorizedOperations(version >= 8)
                        .build());
        rich.put(
                ApiKey.DESCRIBE_CONFIGS,
                DescribeConfigsRequest.builder()
                        .resources(
                                List.of(
                                        DescribeConfigsRequest.DescribeConfigsResource.builder()
                                                .resourceType((byte) 2)
                                                .resourceName("t")
                                                .build(),
                                        DescribeConfigsRequest.DescribeConfigsResource.builder()
                                                .resourceType((byte) 4)
                                                .resourceName("1")
                                                .build()))
                        .includeSynonyms(version >= 1)
                        .includeDocumentation(version >= 3)
                        .build());
        rich.put(
                ApiKey.FIND_COORDINATOR,
                version >= 4
                        ? FindCoordinatorRequest.builder().coordinatorKeys(List.of("g")).build()
                        : FindCoordinatorRequest.builder().key("g").build());
        rich.put(
                ApiKey.DESCRIBE_GROUPS,
                DescribeGroupsRequest.builder().groups(List.of("g")).build());
        rich.put(
                ApiKey.DELETE_GROUPS,
                DeleteGroupsRequest.builder().groupsNames(List.of("g")).build());
        rich.put(
                ApiKey.OFFSET_FETCH,
                version >= 8
                        ? OffsetFetchRequest.builder()
                                .groups(
                                        List.of(
                                                OffsetFetchRequest.OffsetFetchRequestGroup.builder()
                                                        .groupId("g")
                                                        .topics(
                                                                List.of(
                                                                        GroupRequestSamples.fetched(
                                                                                version, TOPIC)))
                                                        .build()))
                                .build()
                        : OffsetFetchRequest.builder()
                                .groupId("g")
                                .topics(
                                        List.of(
                                                new OffsetFetchRequest.OffsetFetchRequestTopic(
                                                        "t", List.of(0))))
                                .build());
        rich.put(ApiKey.ELECT_LEADERS, ElectLeadersRequest.builder().topicPartitions(null).build());
        rich.put(
                ApiKey.ADD_RAFT_VOTER,
                AddRaftVoterRequest.builder().voterId(9).voterDirectoryId(TOPIC).build());
        rich.put(
                ApiKey.REMOVE_RAFT_VOTER,
                RemoveRaftVoterRequest.builder().voterId(9).voterDirectoryId(TOPIC).build());
        rich.put(
                ApiKey.API_VERSIONS,
                ApiVersionsRequest.builder()
                        .clientSoftwareName("test")
                        .clientSoftwareVersion("1.0")
                        .build());
        Request request = rich.get(key);
        return request != null ? request : defaults(key, version);
    }

    /** Zeros make an empty request of most APIs in most versions. */
    private static Request defaults(ApiKey key, int version) {
        return switch (key) {
            case CREATE_PARTITIONS -> CreatePartitionsRequest.builder().build();
            case ALTER_PARTITION_REASSIGNMENTS ->
                    AlterPartitionReassignmentsRequest.builder()
                            .allowReplicationFactorChange(version == 0)
                            .build();
            case UPDATE_FEATURES -> UpdateFeaturesRequest.builder().build();
            case DESCRIBE_CLIENT_QUOTAS -> DescribeClientQuotasRequest.builder().build();
            case ALTER_CLIENT_QUOTAS ->
                    AlterClientQuotasRequest.builder()
                            .entries(
                                    List.of(
                                            new AlterClientQuotasRequest.EntryData(
                                                    List.of(
                                                            new AlterClientQuotasRequest.EntityData(
                                                                    "user", null)),
                                                    List.of())))
                            .build();
            case DESCRIBE_USER_SCRAM_CREDENTIALS ->
                    DescribeUserScramCredentialsRequest.builder()
                            .users(List.of(new DescribeUserScramCredentialsRequest.UserName("u")))
                            .build();
            case ALTER_USER_SCRAM_CREDENTIALS ->
                    AlterUserScramCredentialsRequest.builder()
                            .deletions(
                                    List.of(
                                            new AlterUserScramCredentialsRequest
                                                    .ScramCredentialDeletion("u", (byte) 1)))
                            .build();
            case DESCRIBE_ACLS -> DescribeAclsRequest.builder().build();
            case CREATE_ACLS -> CreateAclsRequest.builder().build();
            case DELETE_ACLS -> DeleteAclsRequest.builder().build();
            case ALTER_CONFIGS -> AlterConfigsRequest.builder().build();
            case INCREMENTAL_ALTER_CONFIGS -> IncrementalAlterConfigsRequest.builder().build();
            case DESCRIBE_QUORUM -> DescribeQuorumRequest.builder().build();
            case UNREGISTER_BROKER -> UnregisterBrokerRequest.builder().build();
            case JOIN_GROUP, SYNC_GROUP, HEARTBEAT, LEAVE_GROUP, OFFSET_COMMIT, OFFSET_DELETE ->
                    GroupRequestSamples.of(key, version, TOPIC);
            case LIST_GROUPS -> ListGroupsRequest.builder().build();
            case CONSUMER_GROUP_HEARTBEAT -> GroupRequestSamples.of(key, version, TOPIC);
            case CONSUMER_GROUP_DESCRIBE ->
                    ConsumerGroupDescribeRequest.builder().groupIds(List.of("g")).build();
            case ADD_PARTITIONS_TO_TXN -> AddPartitionsToTxnRequest.builder().build();
            case ADD_OFFSETS_TO_TXN -> AddOffsetsToTxnRequest.builder().build();
            case END_TXN -> EndTxnRequest.builder().build();
            case TXN_OFFSET_COMMIT -> TxnOffsetCommitRequest.builder().build();
            case LIST_TRANSACTIONS -> ListTransactionsRequest.builder().build();
            case DESCRIBE_TRANSACTIONS ->
                    DescribeTransactionsRequest.builder().transactionalIds(List.of("x")).build();
            case DESCRIBE_CLUSTER ->
                    DescribeClusterRequest.builder()
                            .includeFencedBrokers(version >= 2)
                            .includeClusterAuthorizedOperations(true)
                            .build();
            case DESCRIBE_TOPIC_PARTITIONS -> DescribeTopicPartitionsRequest.builder().build();
            case LIST_PARTITION_REASSIGNMENTS ->
                    ListPartitionReassignmentsRequest.builder().build();
            case INIT_PRODUCER_ID -> InitProducerIdRequest.builder().transactionalId("x").build();
            default -> throw new AssertionError("no request for " + key);
        };
    }

    private <Q extends Request> void checkAnswers(ApiHandler<Q> handler) {
        for (short v = handler.minVersion(); v <= handler.maxVersion(); v++) {
            @SuppressWarnings("unchecked") // made for this handler's key
            Q request = (Q) request(handler.key(), v);
            Ask ask = Ask.of(handler, v, request);
            if (!transport.forwardAnswers.isEmpty()) {
                transport
                        .forwardAnswers
                        .removeFirst()
                        .complete(
                                ForwardResponse.newBuilder()
                                        .setErrorCode(ErrorCode.REQUEST_TIMED_OUT.code())
                                        .setErrorMessage("too late")
                                        .build());
            }
            shard.run();
            groups.elapseMs(10_000);
            assertEquals(1, ask.replies.size(), handler.key() + " version " + v);
            Ask.overTheWire(ask.replies.getFirst(), v);
            Optional<Response> failure = handler.unknownServerError(Ask.context(v), request);
            short version = v;
            failure.ifPresent(response -> Ask.overTheWire(response, version));
            requestMakesTheWayOverTheWire(request, v);
        }
    }

    private static void requestMakesTheWayOverTheWire(Request request, short version) {
        ByteBuffer bytes = ByteBuffer.allocate(request.size(version));
        request.write(new WireWriter(bytes), version);
        Messages.readRequest(request.apiKey(), new WireReader(bytes.flip()), version);
    }

    @Test
    void everyAnswerCanBeWrittenInEveryVersion() {
        handlers().forEach(this::checkAnswers);
    }

    @Test
    void whatAGroupSaysWhileItHasMembersCanBeWrittenInEveryVersion() {
        groups.join("g");
        handlers().forEach(this::checkAnswers);
    }

    @Test
    void whatACoordinatorThatIsElsewhereSaysCanBeWrittenInEveryVersion() {
        groups.moveAway();
        handlers().forEach(this::checkAnswers);
    }

    @Test
    void theFirstVersionOfAllIsServedAsWellAsTheNewestStableOne() {
        for (ApiHandler<?> handler : handlers()) {
            assertEquals(handler.key().minVersion(), handler.minVersion(), handler.key().apiName());
            assertEquals(
                    handler.key().latestStableVersion(),
                    handler.maxVersion(),
                    handler.key().apiName());
        }
    }

    @Test
    void whatIsNotOfferedIsOnThisList() {
        Set<ApiKey> offered = EnumSet.noneOf(ApiKey.class);
        handlers().forEach(h -> offered.add(h.key()));
        // Served by the handlers that touch partitions.
        offered.addAll(
                List.of(
                        ApiKey.PRODUCE,
                        ApiKey.FETCH,
                        ApiKey.DELETE_RECORDS,
                        ApiKey.LIST_OFFSETS,
                        ApiKey.OFFSET_FOR_LEADER_EPOCH,
                        ApiKey.ALTER_REPLICA_LOG_DIRS,
                        ApiKey.DESCRIBE_LOG_DIRS));
        Set<ApiKey> missing = EnumSet.noneOf(ApiKey.class);
        for (ApiKey key : ApiKey.values()) {
            if (key.onBroker() && !offered.contains(key)) {
                missing.add(key);
            }
        }
        assertEquals(
                EnumSet.of(
                        ApiKey.SASL_HANDSHAKE,
                        ApiKey.WRITE_TXN_MARKERS,
                        ApiKey.SASL_AUTHENTICATE,
                        ApiKey.CREATE_DELEGATION_TOKEN,
                        ApiKey.RENEW_DELEGATION_TOKEN,
                        ApiKey.EXPIRE_DELEGATION_TOKEN,
                        ApiKey.DESCRIBE_DELEGATION_TOKEN,
                        ApiKey.DESCRIBE_PRODUCERS,
                        ApiKey.GET_TELEMETRY_SUBSCRIPTIONS,
                        ApiKey.PUSH_TELEMETRY,
                        ApiKey.LIST_CONFIG_RESOURCES,
                        ApiKey.SHARE_GROUP_HEARTBEAT,
                        ApiKey.SHARE_GROUP_DESCRIBE,
                        ApiKey.SHARE_FETCH,
                        ApiKey.SHARE_ACKNOWLEDGE,
                        ApiKey.INITIALIZE_SHARE_GROUP_STATE,
                        ApiKey.READ_SHARE_GROUP_STATE,
                        ApiKey.WRITE_SHARE_GROUP_STATE,
                        ApiKey.DELETE_SHARE_GROUP_STATE,
                        ApiKey.READ_SHARE_GROUP_STATE_SUMMARY,
                        ApiKey.STREAMS_GROUP_HEARTBEAT,
                        ApiKey.STREAMS_GROUP_DESCRIBE,
                        ApiKey.DESCRIBE_SHARE_GROUP_OFFSETS,
                        ApiKey.ALTER_SHARE_GROUP_OFFSETS,
                        ApiKey.DELETE_SHARE_GROUP_OFFSETS,
                        ApiKey.STREAMS_GROUP_TOPOLOGY_DESCRIPTION_UPDATE,
                        ApiKey.UNREGISTER_CONTROLLER),
                missing);
    }

    @Test
    void apisThatAreRefusedSayAtOnceThatTheyAreNotSupported() {
        FindCoordinatorResponse answer =
                Ask.now(
                        find(ApiKey.FIND_COORDINATOR),
                        6,
                        FindCoordinatorRequest.builder()
                                .keyType((byte) 1)
                                .coordinatorKeys(List.of("x"))
                                .build(),
                        FindCoordinatorResponse.class);
        ErrorCode error = ErrorCode.forCode(answer.coordinators().getFirst().errorCode());
        assertEquals(ErrorCode.UNSUPPORTED_VERSION, error);
        assertFalse(error.retriable());
        assertTrue(
                String.valueOf(answer.coordinators().getFirst().errorMessage())
                        .contains("Transactions"));
    }

    @Test
    void theFirstToAskForAGroupsCoordinatorCausesItsTopicOnce() {
        ApiHandler<Request> find = find(ApiKey.FIND_COORDINATOR);
        for (int i = 0; i < 3; i++) {
            FindCoordinatorResponse answer =
                    Ask.now(
                            find,
                            6,
                            request(ApiKey.FIND_COORDINATOR, 6),
                            FindCoordinatorResponse.class);
            assertEquals(
                    ErrorCode.COORDINATOR_NOT_AVAILABLE.code(),
                    answer.coordinators().getFirst().errorCode());
        }
        assertEquals(1, transport.forwardAnswers.size());
    }

    @SuppressWarnings("unchecked") // the request is made for the same key
    private ApiHandler<Request> find(ApiKey key) {
        return (ApiHandler<Request>)
                handlers().stream().filter(h -> h.key() == key).findFirst().orElseThrow();
    }
}
