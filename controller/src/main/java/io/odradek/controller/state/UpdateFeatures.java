package io.odradek.controller.state;

import io.odradek.controller.image.FeatureLevels;
import io.odradek.controller.image.ImageRecords;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.metadata.MetadataRecord;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Changes levels of features, all of them or none (KIP-584, KIP-778). */
public record UpdateFeatures(List<Item> features, boolean validateOnly) {

    /** Whether a level may be lower than it was. */
    public enum Direction {
        UPGRADE,
        SAFE_DOWNGRADE,
        UNSAFE_DOWNGRADE
    }

    /**
     * @param level 0 turns the feature off
     */
    public record Item(String name, int level, Direction direction) {}

    /** What other rules rest on; it does not come and go with a level. */
    private static final Set<String> FIXED =
            Set.of("kraft.version", "eligible.leader.replicas.version");

    Decision<ApiError> decide(View view) {
        List<MetadataRecord> records = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Item item : features) {
            try {
                if (!names.add(item.name())) {
                    throw new Refusal(
                            ErrorCode.INVALID_REQUEST,
                            "Feature " + item.name() + " is named twice.");
                }
                int now = view.image().features().getOrDefault(item.name(), 0);
                validate(item, now);
                if (item.level() != now) {
                    records.add(ImageRecords.feature(item.name(), item.level()));
                }
            } catch (Refusal refusal) {
                return Decision.reply(
                        new ApiError(
                                refusal.error().code(),
                                "The update failed for all features since the following feature had an error: "
                                        + refusal.error().message()));
            }
        }
        return validateOnly ? Decision.reply(ApiError.NONE) : Decision.of(records, ApiError.NONE);
    }

    private static void validate(Item item, int now) throws Refusal {
        FeatureLevels.@Nullable Range range = FeatureLevels.SUPPORTED.get(item.name());
        if (range == null) {
            throw invalid(
                    "This cluster has no feature "
                            + item.name()
                            + "; it has "
                            + FeatureLevels.SUPPORTED.keySet()
                            + ".");
        }
        boolean off = item.level() == 0 && !item.name().equals("metadata.version");
        if (!off && (item.level() < range.min() || item.level() > range.max())) {
            throw invalid(
                    "Level %d of %s is not supported; levels %d to %d are."
                            .formatted(item.level(), item.name(), range.min(), range.max()));
        }
        if (item.level() == now) {
            return;
        }
        if (FIXED.contains(item.name())) {
            throw new Refusal(
                    ErrorCode.FEATURE_UPDATE_FAILED,
                    "%s is %d and stays so: %s."
                            .formatted(
                                    item.name(),
                                    now,
                                    item.name().equals("kraft.version")
                                            ? "a quorum of controller.quorum.voters has 0, one of voters in the log 1, from kafka-storage.sh format on (--standalone or --initial-controllers of a new cluster); to change the voters of a quorum at 0, change controller.quorum.voters on every controller and restart them"
                                            : "leaders are elected by it"));
        }
        switch (item.direction()) {
            case UPGRADE -> {
                if (item.level() < now) {
                    throw invalid(
                            "%s is %d; to lower it to %d the request must say that a downgrade is meant."
                                    .formatted(item.name(), now, item.level()));
                }
            }
            case SAFE_DOWNGRADE, UNSAFE_DOWNGRADE -> {
                if (item.level() > now) {
                    throw invalid(
                            "%s is %d; a downgrade cannot raise it to %d."
                                    .formatted(item.name(), now, item.level()));
                }
            }
        }
    }

    private static Refusal invalid(String message) {
        return new Refusal(ErrorCode.INVALID_UPDATE_VERSION, message);
    }
}
