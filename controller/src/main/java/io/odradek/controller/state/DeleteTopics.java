package io.odradek.controller.state;

import io.odradek.controller.image.TopicImage;
import io.odradek.controller.image.Uuids;
import io.odradek.controller.record.Records;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Deletes topics by name or id. */
public record DeleteTopics(List<Target> topics) {

    /** One of the two is given: a name, or an id with a null name. */
    public record Target(@Nullable String name, UUID id) {}

    /** Name and id as far as they are known. */
    public record Result(@Nullable String name, UUID id, ApiError error) {}

    Decision<List<Result>> decide(View view) {
        Draft draft = new Draft(view.image());
        List<Result> results = new ArrayList<>();
        for (Target target : topics) {
            results.add(delete(draft, target));
        }
        return Decision.of(draft.records(), results);
    }

    private static Result delete(Draft draft, Target target) {
        @Nullable String name = target.name();
        if (name != null && !target.id().equals(Uuids.ZERO)) {
            return new Result(
                    name,
                    target.id(),
                    new ApiError(
                            ErrorCode.INVALID_REQUEST,
                            "Topic '" + name + "' is named by name and by id; use one."));
        }
        Optional<TopicImage> topic =
                name != null ? draft.image().topic(name) : draft.image().topic(target.id());
        if (topic.isEmpty()) {
            ApiError error =
                    name != null
                            ? new ApiError(
                                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                                    "Topic '" + name + "' does not exist.")
                            : new ApiError(
                                    ErrorCode.UNKNOWN_TOPIC_ID,
                                    "No topic has id " + Uuids.toString(target.id()) + ".");
            return new Result(name, target.id(), error);
        }
        draft.add(Records.removeTopic(topic.get().id()));
        return new Result(topic.get().name(), topic.get().id(), ApiError.NONE);
    }
}
