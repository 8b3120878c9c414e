package io.odradek.controller.state;

import io.odradek.controller.record.Records;
import io.odradek.wire.api.ErrorCode;

import java.util.List;

/** Hands out producer ids in blocks, each id once in the life of the cluster. */
public final class ProducerIds {
    public static final int BLOCK = 1000;

    private ProducerIds() {}

    public record Reply(ApiError error, long firstProducerId, int count) {}

    static Decision<Reply> allocate(View view, int brokerId, long brokerEpoch) {
        ApiError error = BrokerEpochs.check(view, brokerId, brokerEpoch);
        if (error.isError()) {
            return Decision.reply(new Reply(error, -1, 0));
        }
        long first = view.image().nextProducerId();
        if (first > Long.MAX_VALUE - BLOCK) {
            return Decision.reply(
                    new Reply(
                            new ApiError(
                                    ErrorCode.UNKNOWN_SERVER_ERROR,
                                    "All producer ids are used up."),
                            -1,
                            0));
        }
        return Decision.of(
                List.of(Records.producerIds(brokerId, brokerEpoch, first + BLOCK)),
                new Reply(ApiError.NONE, first, BLOCK));
    }
}
