package io.odradek.controller.state;

import io.odradek.controller.image.ConfigResource;
import io.odradek.controller.record.Records;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.metadata.MetadataRecord;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes dynamic configs, each resource wholly or not at all (KIP-339).
 *
 * @param replaceAll the legacy AlterConfigs: what is not named is taken away
 */
public record AlterConfigs(List<Item> resources, boolean replaceAll, boolean validateOnly) {

    /** Kafka's operation codes are the ordinals. */
    public enum Kind {
        SET,
        DELETE,
        APPEND,
        SUBTRACT
    }

    public record Operation(String key, Kind kind, @Nullable String value) {}

    public record Item(ConfigResource resource, List<Operation> operations) {}

    public record Result(ConfigResource resource, ApiError error) {}

    Decision<List<Result>> decide(View view) {
        Draft draft = new Draft(view.image());
        Set<ConfigResource> seen = new HashSet<>();
        List<Result> results = new ArrayList<>();
        for (Item item : resources) {
            try {
                if (!seen.add(item.resource())) {
                    throw new Refusal(
                            ErrorCode.INVALID_REQUEST,
                            "Resource '" + item.resource().name() + "' is named twice.");
                }
                draft.addAll(alter(view, draft, item));
                results.add(new Result(item.resource(), ApiError.NONE));
            } catch (Refusal refusal) {
                results.add(new Result(item.resource(), refusal.error()));
            }
        }
        draft.addAll(EligibleLeaders.afterConfigChange(view, draft.image()));
        return validateOnly ? Decision.reply(results) : Decision.of(draft.records(), results);
    }

    private List<MetadataRecord> alter(View view, Draft draft, Item item) throws Refusal {
        ConfigResource resource = item.resource();
        exists(view, resource);
        Map<String, String> before = draft.image().configsOf(resource);
        Map<String, String> after = replaceAll ? new HashMap<>() : new HashMap<>(before);
        Set<String> keys = new HashSet<>();
        for (Operation operation : item.operations()) {
            if (!keys.add(operation.key())) {
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "Config " + operation.key() + " is named twice for one resource.");
            }
            apply(view, resource, operation, after);
        }
        if (resource.type() == ConfigResource.Type.TOPIC) {
            ConfigRules.validateTopic(resource.name(), after);
        } else {
            Set<String> touched = new HashSet<>(keys);
            before.keySet().stream().filter(k -> !after.containsKey(k)).forEach(touched::add);
            for (String key : touched) {
                ConfigRules.validateBroker(resource.name(), key, after.get(key));
            }
        }
        List<MetadataRecord> records = new ArrayList<>();
        Set<String> all = new LinkedHashSet<>(before.keySet());
        all.addAll(after.keySet());
        for (String key : all) {
            @Nullable String value = after.get(key);
            if (value == null ? before.containsKey(key) : !value.equals(before.get(key))) {
                records.add(Records.config(resource, key, value));
            }
        }
        return records;
    }

    private static void exists(View view, ConfigResource resource) throws Refusal {
        switch (resource.type()) {
            case TOPIC -> {
                if (view.image().topic(resource.name()).isEmpty()) {
                    throw new Refusal(
                            ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                            "Topic '" + resource.name() + "' does not exist.");
                }
            }
            case BROKER -> {
                if (!resource.name().isEmpty() && !resource.name().matches("\\d{1,9}")) {
                    throw new Refusal(
                            ErrorCode.INVALID_REQUEST,
                            "A broker is named by its id, not '" + resource.name() + "'.");
                }
            }
        }
    }

    private static void apply(
            View view, ConfigResource resource, Operation operation, Map<String, String> configs)
            throws Refusal {
        String key = operation.key();
        switch (operation.kind()) {
            case SET -> configs.put(key, ConfigRules.notNull(key, operation.value()));
            case DELETE -> configs.remove(key);
            case APPEND -> {
                Set<String> items = items(view, resource, key, configs);
                items.addAll(ConfigChecks.items(ConfigRules.notNull(key, operation.value())));
                configs.put(key, String.join(",", items));
            }
            case SUBTRACT -> {
                Set<String> items = items(view, resource, key, configs);
                ConfigChecks.items(ConfigRules.notNull(key, operation.value()))
                        .forEach(items::remove);
                configs.put(key, String.join(",", items));
            }
        }
    }

    private static Set<String> items(
            View view, ConfigResource resource, String key, Map<String, String> configs)
            throws Refusal {
        @Nullable TopicConfig config = TopicConfigs.ALL.get(key);
        boolean topic = resource.type() == ConfigResource.Type.TOPIC;
        if (topic && (config == null || config.type() != TopicConfig.Type.LIST)) {
            throw ConfigRules.invalid(
                    config == null
                            ? "Unknown topic config name: " + key + "."
                            : key + " is not a list: it can be set, not appended to.");
        }
        @Nullable String present = configs.get(key);
        if (present == null) {
            present = "";
            if (topic && config != null) {
                @Nullable String effective = view.configs().value(resource.name(), config).value();
                present = effective == null ? "" : effective;
            }
        }
        return new LinkedHashSet<>(ConfigChecks.items(present));
    }
}
