package io.odradek.broker.api;

import io.odradek.broker.net.ApiHandler;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.*;

import java.util.List;

/**
 * What clients may ask for in good faith and this version does not do: consumer groups and
 * transactions. They get an error that is not worth a retry, at once, instead of a wait that ends
 * in a time-out. APIs that are in no list of handlers are not offered at all; a client sees that in
 * ApiVersions.
 */
public final class UnsupportedApis {
    private UnsupportedApis() {}

    static final String GROUPS =
            "Consumer groups are not supported by this version; assign partitions instead.";
    static final String TRANSACTIONS = "Transactions are not supported by this version.";
    private static final short ERROR = ErrorCode.UNSUPPORTED_VERSION.code();

    public static List<ApiHandler<?>> handlers() {
        return List.of(
                new RefusingHandler<>(ApiKey.FIND_COORDINATOR, UnsupportedApis::findCoordinator),
                new RefusingHandler<>(ApiKey.JOIN_GROUP, UnsupportedApis::joinGroup),
                new RefusingHandler<>(ApiKey.SYNC_GROUP, UnsupportedApis::syncGroup),
                new RefusingHandler<>(ApiKey.HEARTBEAT, UnsupportedApis::heartbeat),
                new RefusingHandler<>(ApiKey.LEAVE_GROUP, UnsupportedApis::leaveGroup),
                new RefusingHandler<>(ApiKey.OFFSET_COMMIT, UnsupportedApis::offsetCommit),
                new RefusingHandler<>(ApiKey.OFFSET_FETCH, UnsupportedApis::offsetFetch),
                new RefusingHandler<>(ApiKey.OFFSET_DELETE, UnsupportedApis::offsetDelete),
                new RefusingHandler<>(ApiKey.LIST_GROUPS, UnsupportedApis::listGroups),
                new RefusingHandler<>(ApiKey.DESCRIBE_GROUPS, UnsupportedApis::describeGroups),
                new RefusingHandler<>(ApiKey.DELETE_GROUPS, UnsupportedApis::deleteGroups),
                new RefusingHandler<>(
                        ApiKey.CONSUMER_GROUP_HEARTBEAT, UnsupportedApis::consumerGroupHeartbeat),
                new RefusingHandler<>(
                        ApiKey.CONSUMER_GROUP_DESCRIBE, UnsupportedApis::consumerGroupDescribe),
                new RefusingHandler<>(
                        ApiKey.ADD_PARTITIONS_TO_TXN, UnsupportedApis::addPartitionsToTxn),
                new RefusingHandler<>(ApiKey.ADD_OFFSETS_TO_TXN, UnsupportedApis::addOffsetsToTxn),
                new RefusingHandler<>(ApiKey.END_TXN, UnsupportedApis::endTxn),
                new RefusingHandler<>(ApiKey.TXN_OFFSET_COMMIT, UnsupportedApis::txnOffsetCommit),
                new RefusingHandler<>(ApiKey.LIST_TRANSACTIONS, UnsupportedApis::listTransactions),
                new RefusingHandler<>(
                        ApiKey.DESCRIBE_TRANSACTIONS, UnsupportedApis::describeTransactions));
    }

    private static FindCoordinatorResponse findCoordinator(
            FindCoordinatorRequest request, short version) {
        String message = request.keyType() == 1 ? TRANSACTIONS : GROUPS;
        if (version < 4) {
            return FindCoordinatorResponse.builder()
                    .errorCode(ERROR)
                    .errorMessage(message)
                    .nodeId(-1)
                    .port(-1)
                    .build();
        }
        return FindCoordinatorResponse.builder()
                .coordinators(
                        request.coordinatorKeys().stream()
                                .map(
                                        key ->
                                                new FindCoordinatorResponse.Coordinator(
                                                        key, -1, "", -1, ERROR, message))
                                .toList())
                .build();
    }

    private static JoinGroupResponse joinGroup(JoinGroupRequest request, short version) {
        return JoinGroupResponse.builder().errorCode(ERROR).memberId(request.memberId()).build();
    }

    private static SyncGroupResponse syncGroup(SyncGroupRequest request, short version) {
        return SyncGroupResponse.builder().errorCode(ERROR).build();
    }

    private static HeartbeatResponse heartbeat(HeartbeatRequest request, short version) {
        return HeartbeatResponse.builder().errorCode(ERROR).build();
    }

    private static LeaveGroupResponse leaveGroup(LeaveGroupRequest request, short version) {
        return LeaveGroupResponse.builder().errorCode(ERROR).build();
    }

    private static OffsetCommitResponse offsetCommit(OffsetCommitRequest request, short version) {
        return OffsetCommitResponse.builder()
                .topics(
                        request.topics().stream()
                                .map(
                                        t ->
                                                new OffsetCommitResponse.OffsetCommitResponseTopic(
                                                        t.name(),
                                                        t.topicId(),
                                                        t.partitions().stream()
                                                                .map(
                                                                        p ->
                                                                                new OffsetCommitResponse
                                                                                        .OffsetCommitResponsePartition(
                                                                                        p
                                                                                                .partitionIndex(),
                                                                                        ERROR))
                                                                .toList()))
                                .toList())
                .build();
    }

    private static OffsetFetchResponse offsetFetch(OffsetFetchRequest request, short version) {
        if (version >= 8) {
            return OffsetFetchResponse.builder()
                    .groups(
                            request.groups().stream()
                                    .map(
                                            g ->
                                                    OffsetFetchResponse.OffsetFetchResponseGroup
                                                            .builder()
                                                            .groupId(g.groupId())
                                                            .errorCode(ERROR)
                                                            .build())
                                    .toList())
                    .build();
        }
        var asked = request.topics();
        return OffsetFetchResponse.builder()
                .errorCode(ERROR)
                .topics(
                        asked == null
                                ? List.of()
                                : asked.stream().map(UnsupportedApis::noOffsets).toList())
                .build();
    }

    private static OffsetFetchResponse.OffsetFetchResponseTopic noOffsets(
            OffsetFetchRequest.OffsetFetchRequestTopic topic) {
        return new OffsetFetchResponse.OffsetFetchResponseTopic(
                topic.name(),
                topic.partitionIndexes().stream()
                        .map(
                                p ->
                                        OffsetFetchResponse.OffsetFetchResponsePartition.builder()
                                                .partitionIndex(p)
                                                .committedOffset(-1)
                                                .metadata("")
                                                .errorCode(ERROR)
                                                .build())
                        .toList());
    }

    private static OffsetDeleteResponse offsetDelete(OffsetDeleteRequest request, short version) {
        return OffsetDeleteResponse.builder().errorCode(ERROR).build();
    }

    /** There are none: that is the truth. */
    private static ListGroupsResponse listGroups(ListGroupsRequest request, short version) {
        return ListGroupsResponse.builder().build();
    }

    private static DescribeGroupsResponse describeGroups(
            DescribeGroupsRequest request, short version) {
        return DescribeGroupsResponse.builder()
                .groups(
                        request.groups().stream()
                                .map(
                                        id ->
                                                DescribeGroupsResponse.DescribedGroup.builder()
                                                        .groupId(id)
                                                        .errorCode(ERROR)
                                                        .errorMessage(version >= 6 ? GROUPS : null)
                                                        .build())
                                .toList())
                .build();
    }

    private static DeleteGroupsResponse deleteGroups(DeleteGroupsRequest request, short version) {
        return DeleteGroupsResponse.builder()
                .results(
                        request.groupsNames().stream()
                                .map(
                                        id ->
                                                DeleteGroupsResponse.DeletableGroupResult.builder()
                                                        .groupId(id)
                                                        .errorCode(ERROR)
                                                        .errorMessage(GROUPS)
                                                        .build())
                                .toList())
                .build();
    }

    private static ConsumerGroupHeartbeatResponse consumerGroupHeartbeat(
            ConsumerGroupHeartbeatRequest request, short version) {
        return ConsumerGroupHeartbeatResponse.builder()
                .errorCode(ERROR)
                .errorMessage(GROUPS)
                .build();
    }

    private static ConsumerGroupDescribeResponse consumerGroupDescribe(
            ConsumerGroupDescribeRequest request, short version) {
        return ConsumerGroupDescribeResponse.builder()
                .groups(
                        request.groupIds().stream()
                                .map(
                                        id ->
                                                ConsumerGroupDescribeResponse.DescribedGroup
                                                        .builder()
                                                        .groupId(id)
                                                        .errorCode(ERROR)
                                                        .errorMessage(GROUPS)
                                                        .build())
                                .toList())
                .build();
    }

    private static AddPartitionsToTxnResponse addPartitionsToTxn(
            AddPartitionsToTxnRequest request, short version) {
        return version >= 4
                ? AddPartitionsToTxnResponse.builder().errorCode(ERROR).build()
                : AddPartitionsToTxnResponse.builder()
                        .resultsByTopicV3AndBelow(
                                request.v3AndBelowTopics().stream()
                                        .map(
                                                t ->
                                                        new AddPartitionsToTxnResponse
                                                                .AddPartitionsToTxnTopicResult(
                                                                t.name(),
                                                                t.partitions().stream()
                                                                        .map(
                                                                                p ->
                                                                                        new AddPartitionsToTxnResponse
                                                                                                .AddPartitionsToTxnPartitionResult(
                                                                                                p,
                                                                                                ERROR))
                                                                        .toList()))
                                        .toList())
                        .build();
    }

    private static AddOffsetsToTxnResponse addOffsetsToTxn(
            AddOffsetsToTxnRequest request, short version) {
        return AddOffsetsToTxnResponse.builder().errorCode(ERROR).build();
    }

    private static EndTxnResponse endTxn(EndTxnRequest request, short version) {
        return EndTxnResponse.builder().errorCode(ERROR).build();
    }

    private static TxnOffsetCommitResponse txnOffsetCommit(
            TxnOffsetCommitRequest request, short version) {
        return TxnOffsetCommitResponse.builder()
                .topics(
                        request.topics().stream()
                                .map(
                                        t ->
                                                new TxnOffsetCommitResponse
                                                        .TxnOffsetCommitResponseTopic(
                                                        t.name(),
                                                        t.topicId(),
                                                        t.partitions().stream()
                                                                .map(
                                                                        p ->
                                                                                new TxnOffsetCommitResponse
                                                                                        .TxnOffsetCommitResponsePartition(
                                                                                        p
                                                                                                .partitionIndex(),
                                                                                        ERROR))
                                                                .toList()))
                                .toList())
                .build();
    }

    /** There are none: that is the truth. */
    private static ListTransactionsResponse listTransactions(
            ListTransactionsRequest request, short version) {
        return ListTransactionsResponse.builder().build();
    }

    private static DescribeTransactionsResponse describeTransactions(
            DescribeTransactionsRequest request, short version) {
        return DescribeTransactionsResponse.builder()
                .transactionStates(
                        request.transactionalIds().stream()
                                .map(
                                        id ->
                                                DescribeTransactionsResponse.TransactionState
                                                        .builder()
                                                        .transactionalId(id)
                                                        .errorCode(ERROR)
                                                        .build())
                                .toList())
                .build();
    }
}
