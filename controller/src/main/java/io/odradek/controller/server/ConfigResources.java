package io.odradek.controller.server;

import io.odradek.controller.image.ConfigResource;
import io.odradek.controller.state.AlterConfigs;
import io.odradek.controller.state.ApiError;
import io.odradek.wire.api.ErrorCode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the two requests that alter configs have in common. Confined to one request. */
final class ConfigResources {
    /** A resource as the client named it; {@code index} is its place in the request. */
    record Named(byte type, String name) {}

    private final List<Named> named = new ArrayList<>();
    private final List<AlterConfigs.Item> items = new ArrayList<>();
    private final Map<Integer, ApiError> refused = new HashMap<>();

    void add(byte type, String name, List<AlterConfigs.Operation> operations) {
        int place = named.size();
        named.add(new Named(type, name));
        for (ConfigResource.Type known : ConfigResource.Type.values()) {
            if (known.code() == type) {
                items.add(new AlterConfigs.Item(new ConfigResource(known, name), operations));
                return;
            }
        }
        refused.put(
                place,
                new ApiError(
                        ErrorCode.INVALID_REQUEST,
                        "The controller keeps no configs of resource type " + type + "."));
    }

    List<AlterConfigs.Item> items() {
        return items;
    }

    /** One response for each resource of the request, in its order. */
    <P> List<P> responses(
            List<AlterConfigs.Result> results, Function<Named, Function<ApiError, P>> encode) {
        List<P> responses = new ArrayList<>(named.size());
        int next = 0;
        for (int i = 0; i < named.size(); i++) {
            ApiError error = refused.containsKey(i) ? refused.get(i) : results.get(next++).error();
            responses.add(encode.apply(named.get(i)).apply(error));
        }
        return responses;
    }
}
