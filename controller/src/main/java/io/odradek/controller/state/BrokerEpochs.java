package io.odradek.controller.state;

import io.odradek.controller.image.BrokerImage;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

/** The check that keeps a broker's past life from acting in its present one. */
final class BrokerEpochs {
    private BrokerEpochs() {}

    static ApiError check(View view, int brokerId, long brokerEpoch) {
        @Nullable BrokerImage broker = view.image().brokers().get(brokerId);
        return broker != null && broker.epoch() == brokerEpoch
                ? ApiError.NONE
                : stale(brokerId, brokerEpoch, broker);
    }

    static ApiError stale(int brokerId, long brokerEpoch, @Nullable BrokerImage known) {
        return known == null
                ? new ApiError(
                        ErrorCode.BROKER_ID_NOT_REGISTERED,
                        "Broker " + brokerId + " is not registered; it has to register first.")
                : new ApiError(
                        ErrorCode.STALE_BROKER_EPOCH,
                        "Broker %d spoke with epoch %d, its registration has epoch %d: it has to register again."
                                .formatted(brokerId, brokerEpoch, known.epoch()));
    }
}
