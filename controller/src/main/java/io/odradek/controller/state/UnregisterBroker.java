package io.odradek.controller.state;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.record.Records;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.metadata.MetadataRecord;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Forgets a broker that will not come back; its replicas stay assigned to it. */
public record UnregisterBroker(int brokerId) {

    Decision<ApiError> decide(View view) {
        @Nullable BrokerImage broker = view.image().brokers().get(brokerId);
        if (broker == null) {
            return Decision.reply(
                    new ApiError(
                            ErrorCode.BROKER_ID_NOT_REGISTERED,
                            "Broker " + brokerId + " is not registered."));
        }
        return BrokerLife.withdraw(
                view,
                Set.of(brokerId),
                Departure.of(Set.of(brokerId)),
                ApiError.NONE,
                (_, withdrawn) -> {
                    List<MetadataRecord> records = new ArrayList<>(withdrawn);
                    records.add(Records.unregister(brokerId, broker.epoch()));
                    return Decision.of(records, ApiError.NONE).andThen(s -> s.forget(brokerId));
                });
    }
}
