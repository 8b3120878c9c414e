package io.odradek.controller.server;

import io.odradek.controller.state.AlterQuotas;
import io.odradek.controller.state.ApiError;
import io.odradek.controller.state.ControllerState;
import io.odradek.wire.message.AlterClientQuotasRequest;
import io.odradek.wire.message.AlterClientQuotasResponse;

import java.util.ArrayList;
import java.util.List;

final class AlterClientQuotasApi {
    private AlterClientQuotasApi() {}

    static Forwarding.Call<List<ApiError>> call(AlterClientQuotasRequest request) {
        return new Forwarding.Call<>(
                ControllerState.alterQuotas(
                        new AlterQuotas(
                                request.entries().stream().map(AlterClientQuotasApi::item).toList(),
                                request.validateOnly())),
                results -> response(request, results));
    }

    private static AlterQuotas.Item item(AlterClientQuotasRequest.EntryData entry) {
        return new AlterQuotas.Item(
                entry.entity().stream()
                        .map(e -> new AlterQuotas.Part(e.entityType(), e.entityName()))
                        .toList(),
                entry.ops().stream()
                        .map(
                                op ->
                                        new AlterQuotas.Operation(
                                                op.key(), op.remove() ? null : op.value()))
                        .toList());
    }

    private static AlterClientQuotasResponse response(
            AlterClientQuotasRequest request, List<ApiError> results) {
        List<AlterClientQuotasResponse.EntryData> entries = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            ApiError error = results.get(i);
            entries.add(
                    new AlterClientQuotasResponse.EntryData(
                            error.code().code(),
                            error.messageOrNull(),
                            request.entries().get(i).entity().stream()
                                    .map(
                                            e ->
                                                    new AlterClientQuotasResponse.EntityData(
                                                            e.entityType(), e.entityName()))
                                    .toList()));
        }
        return AlterClientQuotasResponse.builder().entries(entries).build();
    }
}
