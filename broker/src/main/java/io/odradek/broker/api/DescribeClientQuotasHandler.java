package io.odradek.broker.api;

import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.controller.image.AccessImage;
import io.odradek.controller.image.AccessImage.QuotaEntity;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.DescribeClientQuotasRequest;
import io.odradek.wire.message.DescribeClientQuotasRequest.ComponentData;
import io.odradek.wire.message.DescribeClientQuotasResponse;
import io.odradek.wire.message.DescribeClientQuotasResponse.EntityData;
import io.odradek.wire.message.DescribeClientQuotasResponse.EntryData;
import io.odradek.wire.message.DescribeClientQuotasResponse.ValueData;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Quotas of clients as they are set (KIP-546); nothing is throttled by them yet. */
public final class DescribeClientQuotasHandler implements ApiHandler<DescribeClientQuotasRequest> {
    private static final byte EXACT = 0;
    private static final byte DEFAULT = 1;
    private static final byte ANY = 2;
    private static final Set<String> TYPES = Set.of("user", "client-id", "ip");

    private final MetadataView metadata;

    public DescribeClientQuotasHandler(MetadataView metadata) {
        this.metadata = metadata;
    }

    @Override
    public ApiKey key() {
        return ApiKey.DESCRIBE_CLIENT_QUOTAS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 1;
    }

    @Override
    public void handle(
            RequestContext context, DescribeClientQuotasRequest request, Responder responder) {
        @Nullable String problem = problem(request);
        if (problem != null) {
            responder.reply(
                    DescribeClientQuotasResponse.builder()
                            .errorCode(ErrorCode.INVALID_REQUEST.code())
                            .errorMessage(problem)
                            .entries(null)
                            .build());
            return;
        }
        List<EntryData> entries = new ArrayList<>();
        new TreeMap<>(metadata.current().access().quotas())
                .forEach(
                        (entity, values) -> {
                            if (matches(request, entity)) {
                                entries.add(entry(entity, values));
                            }
                        });
        responder.reply(DescribeClientQuotasResponse.builder().entries(entries).build());
    }

    private static @Nullable String problem(DescribeClientQuotasRequest request) {
        Set<String> seen = new HashSet<>();
        for (ComponentData component : request.components()) {
            if (!TYPES.contains(component.entityType())) {
                return "Unknown type of quota entity '" + component.entityType() + "'.";
            }
            if (!seen.add(component.entityType())) {
                return "The filter names " + component.entityType() + " twice.";
            }
            boolean named = component.match() != null;
            if (component.matchType() < EXACT
                    || component.matchType() > ANY
                    || (component.matchType() == EXACT) != named) {
                return "The filter of %s has match type %d %s a name."
                        .formatted(
                                component.entityType(),
                                component.matchType(),
                                named ? "and" : "without");
            }
        }
        return seen.contains("ip") && seen.size() > 1
                ? "A quota of an ip has neither user nor client-id."
                : null;
    }

    private static boolean matches(DescribeClientQuotasRequest request, QuotaEntity entity) {
        for (ComponentData component : request.components()) {
            @Nullable String name = entity.parts().get(component.entityType());
            if (name == null) {
                return false;
            }
            boolean fits =
                    switch (component.matchType()) {
                        case EXACT -> name.equals(component.match());
                        case DEFAULT -> name.equals(AccessImage.DEFAULT_NAME);
                        default -> true;
                    };
            if (!fits) {
                return false;
            }
        }
        return !request.strict() || entity.parts().size() == request.components().size();
    }

    private static EntryData entry(QuotaEntity entity, Map<String, Double> values) {
        List<EntityData> parts = new ArrayList<>();
        entity.sorted()
                .forEach(
                        (type, name) ->
                                parts.add(
                                        new EntityData(
                                                type,
                                                name.equals(AccessImage.DEFAULT_NAME)
                                                        ? null
                                                        : name)));
        List<ValueData> quotas = new ArrayList<>();
        new TreeMap<>(values).forEach((key, value) -> quotas.add(new ValueData(key, value)));
        return new EntryData(parts, quotas);
    }
}
