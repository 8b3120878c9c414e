package io.odradek.broker.api;

import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.InitProducerIdRequest;
import io.odradek.wire.message.InitProducerIdResponse;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** Gives idempotent producers an id of their own. Transactional ones come with transactions. */
public final class InitProducerIdHandler implements ApiHandler<InitProducerIdRequest> {
    private final ProducerIdBlocks ids;

    public InitProducerIdHandler(ProducerIdBlocks ids) {
        this.ids = ids;
    }

    @Override
    public ApiKey key() {
        return ApiKey.INIT_PRODUCER_ID;
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
    public void handle(RequestContext context, InitProducerIdRequest request, Responder responder) {
        @Nullable String transactionalId = request.transactionalId();
        if (transactionalId != null) {
            responder.reply(
                    error(
                            transactionalId.isEmpty()
                                    ? ErrorCode.INVALID_REQUEST
                                    : ErrorCode.UNSUPPORTED_VERSION));
            return;
        }
        ids.next(
                id ->
                        responder.reply(
                                id == ProducerIdBlocks.NONE
                                        ? error(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS)
                                        : InitProducerIdResponse.builder()
                                                .producerId(id)
                                                .producerEpoch((short) 0)
                                                .build()));
    }

    private static InitProducerIdResponse error(ErrorCode error) {
        return InitProducerIdResponse.builder()
                .errorCode(error.code())
                .producerId(-1)
                .producerEpoch((short) -1)
                .build();
    }

    @Override
    public Optional<Response> unknownServerError(
            RequestContext context, InitProducerIdRequest request) {
        return Optional.of(error(ErrorCode.UNKNOWN_SERVER_ERROR));
    }
}
