package io.odradek.controller.server;

import io.odradek.controller.state.ApiError;
import io.odradek.controller.state.ControllerState;
import io.odradek.controller.state.UnregisterBroker;
import io.odradek.wire.message.UnregisterBrokerRequest;
import io.odradek.wire.message.UnregisterBrokerResponse;

final class UnregisterBrokerApi {
    private UnregisterBrokerApi() {}

    static Forwarding.Call<ApiError> call(UnregisterBrokerRequest request) {
        return new Forwarding.Call<>(
                ControllerState.unregisterBroker(new UnregisterBroker(request.brokerId())),
                error ->
                        new UnregisterBrokerResponse(
                                0, error.code().code(), error.messageOrNull()));
    }
}
