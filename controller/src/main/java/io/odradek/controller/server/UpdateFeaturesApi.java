package io.odradek.controller.server;

import io.odradek.controller.state.ApiError;
import io.odradek.controller.state.ControllerState;
import io.odradek.controller.state.UpdateFeatures;
import io.odradek.controller.state.UpdateFeatures.Direction;
import io.odradek.wire.message.UpdateFeaturesRequest;
import io.odradek.wire.message.UpdateFeaturesRequest.FeatureUpdateKey;
import io.odradek.wire.message.UpdateFeaturesResponse;

import java.util.List;

final class UpdateFeaturesApi {
    private UpdateFeaturesApi() {}

    static Forwarding.Call<ApiError> call(UpdateFeaturesRequest request, short version) {
        return new Forwarding.Call<>(
                ControllerState.updateFeatures(
                        new UpdateFeatures(
                                request.featureUpdates().stream()
                                        .map(
                                                f ->
                                                        new UpdateFeatures.Item(
                                                                f.feature(),
                                                                f.maxVersionLevel(),
                                                                direction(f, version)))
                                        .toList(),
                                request.validateOnly())),
                error -> response(request, version, error));
    }

    private static Direction direction(FeatureUpdateKey feature, short version) {
        if (version == 0) {
            return feature.allowDowngrade() ? Direction.SAFE_DOWNGRADE : Direction.UPGRADE;
        }
        return switch (feature.upgradeType()) {
            case 2 -> Direction.SAFE_DOWNGRADE;
            case 3 -> Direction.UNSAFE_DOWNGRADE;
            default -> Direction.UPGRADE;
        };
    }

    private static UpdateFeaturesResponse response(
            UpdateFeaturesRequest request, short version, ApiError error) {
        boolean each = version <= 1 && !error.isError();
        return UpdateFeaturesResponse.builder()
                .errorCode(error.code().code())
                .errorMessage(error.messageOrNull())
                .results(
                        each
                                ? request.featureUpdates().stream()
                                        .map(
                                                f ->
                                                        new UpdateFeaturesResponse
                                                                .UpdatableFeatureResult(
                                                                f.feature(), (short) 0, null))
                                        .toList()
                                : List.of())
                .build();
    }
}
