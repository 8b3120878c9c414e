package io.odradek.controller.server;

import io.odradek.controller.state.AlterConfigs;
import io.odradek.controller.state.ControllerState;
import io.odradek.wire.codec.MalformedMessageException;
import io.odradek.wire.message.IncrementalAlterConfigsRequest;
import io.odradek.wire.message.IncrementalAlterConfigsRequest.AlterableConfig;
import io.odradek.wire.message.IncrementalAlterConfigsResponse;
import io.odradek.wire.message.IncrementalAlterConfigsResponse.AlterConfigsResourceResponse;

import java.util.List;

final class IncrementalAlterConfigsApi {
    private IncrementalAlterConfigsApi() {}

    static Forwarding.Call<List<AlterConfigs.Result>> call(IncrementalAlterConfigsRequest request) {
        ConfigResources resources = new ConfigResources();
        for (var resource : request.resources()) {
            resources.add(
                    resource.resourceType(),
                    resource.resourceName(),
                    resource.configs().stream()
                            .map(IncrementalAlterConfigsApi::operation)
                            .toList());
        }
        return new Forwarding.Call<>(
                ControllerState.alterConfigs(
                        new AlterConfigs(resources.items(), false, request.validateOnly())),
                results ->
                        IncrementalAlterConfigsResponse.builder()
                                .responses(
                                        resources.responses(
                                                results,
                                                named ->
                                                        error ->
                                                                new AlterConfigsResourceResponse(
                                                                        error.code().code(),
                                                                        error.messageOrNull(),
                                                                        named.type(),
                                                                        named.name())))
                                .build());
    }

    private static AlterConfigs.Operation operation(AlterableConfig config) {
        AlterConfigs.Kind[] kinds = AlterConfigs.Kind.values();
        int code = config.configOperation();
        if (code < 0 || code >= kinds.length) {
            throw new MalformedMessageException(
                    "Config operation " + code + " of " + config.name() + " is unknown");
        }
        return new AlterConfigs.Operation(config.name(), kinds[code], config.value());
    }
}
