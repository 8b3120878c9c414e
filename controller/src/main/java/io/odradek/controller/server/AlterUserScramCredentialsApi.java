package io.odradek.controller.server;

import com.google.protobuf.ByteString;

import io.odradek.controller.image.AccessImage.ScramUser;
import io.odradek.controller.state.AlterScram;
import io.odradek.controller.state.ApiError;
import io.odradek.controller.state.ControllerState;
import io.odradek.wire.message.AlterUserScramCredentialsRequest;
import io.odradek.wire.message.AlterUserScramCredentialsResponse;
import io.odradek.wire.message.AlterUserScramCredentialsResponse.AlterUserScramCredentialsResult;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

final class AlterUserScramCredentialsApi {
    private AlterUserScramCredentialsApi() {}

    static Forwarding.Call<Map<String, ApiError>> call(AlterUserScramCredentialsRequest request) {
        return new Forwarding.Call<>(
                ControllerState.alterScram(
                        new AlterScram(
                                request.deletions().stream()
                                        .map(d -> new ScramUser(d.name(), d.mechanism()))
                                        .toList(),
                                request.upsertions().stream()
                                        .map(
                                                u ->
                                                        new AlterScram.Upsertion(
                                                                new ScramUser(
                                                                        u.name(), u.mechanism()),
                                                                u.iterations(),
                                                                ByteString.copyFrom(
                                                                        u.salt().duplicate()),
                                                                ByteString.copyFrom(
                                                                        u.saltedPassword()
                                                                                .duplicate())))
                                        .toList())),
                AlterUserScramCredentialsApi::response);
    }

    private static AlterUserScramCredentialsResponse response(Map<String, ApiError> results) {
        List<AlterUserScramCredentialsResult> each = new ArrayList<>();
        results.forEach(
                (user, error) ->
                        each.add(
                                new AlterUserScramCredentialsResult(
                                        user, error.code().code(), error.messageOrNull())));
        return AlterUserScramCredentialsResponse.builder().results(each).build();
    }
}
