package io.odradek.controller.server;

import io.odradek.controller.state.AlterConfigs;
import io.odradek.controller.state.ControllerState;
import io.odradek.wire.message.AlterConfigsRequest;
import io.odradek.wire.message.AlterConfigsResponse;
import io.odradek.wire.message.AlterConfigsResponse.AlterConfigsResourceResponse;

import java.util.List;

/** The legacy request that replaces all configs of a resource. */
final class AlterConfigsApi {
    private AlterConfigsApi() {}

    static Forwarding.Call<List<AlterConfigs.Result>> call(AlterConfigsRequest request) {
        ConfigResources resources = new ConfigResources();
        for (var resource : request.resources()) {
            resources.add(
                    resource.resourceType(),
                    resource.resourceName(),
                    resource.configs().stream()
                            .map(
                                    c ->
                                            new AlterConfigs.Operation(
                                                    c.name(), AlterConfigs.Kind.SET, c.value()))
                            .toList());
        }
        return new Forwarding.Call<>(
                ControllerState.alterConfigs(
                        new AlterConfigs(resources.items(), true, request.validateOnly())),
                results ->
                        AlterConfigsResponse.builder()
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
}
