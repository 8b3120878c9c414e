package io.odradek.broker.api;

import io.odradek.broker.net.ApiHandler;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.*;

import java.util.List;

/**
 * What clients may ask for in good faith and this version does not do: transactions. They get an
 * error that is not worth a retry, at once, instead of a wait that ends in a time-out. APIs that
 * are in no list of handlers are not offered at all; a client sees that in ApiVersions.
 */
public final class UnsupportedApis {
    private UnsupportedApis() {}

    static final String TRANSACTIONS = "Transactions are not supported by this version.";
    private static final short ERROR = ErrorCode.UNSUPPORTED_VERSION.code();

    public static List<ApiHandler<?>> handlers() {
        return List.of(
                new RefusingHandler<>(
                        ApiKey.ADD_PARTITIONS_TO_TXN, UnsupportedApis::addPartitionsToTxn),
                new RefusingHandler<>(ApiKey.ADD_OFFSETS_TO_TXN, UnsupportedApis::addOffsetsToTxn),
                new RefusingHandler<>(ApiKey.END_TXN, UnsupportedApis::endTxn),
                new RefusingHandler<>(ApiKey.TXN_OFFSET_COMMIT, UnsupportedApis::txnOffsetCommit),
                new RefusingHandler<>(ApiKey.LIST_TRANSACTIONS, UnsupportedApis::listTransactions),
                new RefusingHandler<>(
                        ApiKey.DESCRIBE_TRANSACTIONS, UnsupportedApis::describeTransactions));
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
