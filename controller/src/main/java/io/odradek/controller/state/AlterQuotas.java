package io.odradek.controller.state;

import io.odradek.controller.image.AccessImage;
import io.odradek.controller.image.AccessImage.QuotaEntity;
import io.odradek.controller.image.AccessRecords;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.metadata.MetadataRecord;

import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Changes quotas of clients, each entity wholly or not at all (KIP-546). */
public record AlterQuotas(List<Item> entities, boolean validateOnly) {

    /**
     * @param value null takes the quota away
     */
    public record Operation(String key, @Nullable Double value) {}

    /**
     * @param parts type and name as asked for; a null name is the default of the type
     */
    public record Item(List<Part> parts, List<Operation> operations) {}

    public record Part(String type, @Nullable String name) {}

    private static final Set<String> OF_ADDRESSES = Set.of("connection_creation_rate");
    private static final Set<String> OF_CLIENTS =
            Set.of(
                    "producer_byte_rate",
                    "consumer_byte_rate",
                    "request_percentage",
                    "controller_mutation_rate");
    private static final Set<String> WHOLE =
            Set.of("producer_byte_rate", "consumer_byte_rate", "connection_creation_rate");
    private static final Set<String> TYPES = Set.of("user", "client-id", "ip");
    private static final Pattern ADDRESS =
            Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final int NAME_LENGTH_MAX = 1 << 10;

    Decision<List<ApiError>> decide(View view) {
        List<MetadataRecord> records = new ArrayList<>();
        List<ApiError> results = new ArrayList<>();
        Set<QuotaEntity> seen = new HashSet<>();
        for (Item item : entities) {
            try {
                QuotaEntity entity = entity(item.parts());
                if (!seen.add(entity)) {
                    throw invalid("An entity is named twice: " + entity.sorted() + ".");
                }
                records.addAll(alter(view, entity, item.operations()));
                results.add(ApiError.NONE);
            } catch (Refusal refusal) {
                results.add(refusal.error());
            }
        }
        return validateOnly ? Decision.reply(results) : Decision.of(records, results);
    }

    private static List<MetadataRecord> alter(
            View view, QuotaEntity entity, List<Operation> operations) throws Refusal {
        PMap<String, Double> present =
                view.image().access().quotas().getOrDefault(entity, HashTreePMap.empty());
        Set<String> known = entity.parts().containsKey("ip") ? OF_ADDRESSES : OF_CLIENTS;
        List<MetadataRecord> records = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (Operation operation : operations) {
            String key = operation.key();
            if (!known.contains(key)) {
                throw invalid(
                        "Invalid configuration key " + key + "; known here are " + known + ".");
            }
            if (!keys.add(key)) {
                throw invalid("Quota " + key + " is named twice for one entity.");
            }
            @Nullable Double value = operation.value();
            if (value != null) {
                validate(key, value);
            }
            @Nullable Double old = present.get(key);
            if (value == null ? old != null : !value.equals(old)) {
                records.add(AccessRecords.quota(entity, key, value));
            }
        }
        return records;
    }

    private static void validate(String key, double value) throws Refusal {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw invalid("Quota " + key + " must be greater than 0, it is " + value + ".");
        }
        if (WHOLE.contains(key) && value != Math.rint(value)) {
            throw invalid("Quota " + key + " must be a whole number, it is " + value + ".");
        }
    }

    private static QuotaEntity entity(List<Part> parts) throws Refusal {
        if (parts.isEmpty()) {
            throw invalid("A quota belongs to a user, a client id or an address.");
        }
        Map<String, String> names = new HashMap<>();
        for (Part part : parts) {
            @Nullable String name = part.name();
            if (!TYPES.contains(part.type())) {
                throw invalid(
                        "Unknown type of quota entity '%s'; known are user, client-id, ip."
                                .formatted(part.type()));
            }
            if (name != null && (name.isEmpty() || name.length() > NAME_LENGTH_MAX)) {
                throw invalid("The name of a " + part.type() + " is empty or too long.");
            }
            if (part.type().equals("ip") && name != null && !ADDRESS.matcher(name).matches()) {
                throw invalid("'" + name + "' is not an IP address.");
            }
            if (names.put(part.type(), name == null ? AccessImage.DEFAULT_NAME : name) != null) {
                throw invalid("A quota entity names " + part.type() + " twice.");
            }
        }
        if (names.containsKey("ip") && names.size() > 1) {
            throw invalid("A quota of an ip can have neither user nor client-id.");
        }
        return new QuotaEntity(names);
    }

    private static Refusal invalid(String message) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message);
    }
}
