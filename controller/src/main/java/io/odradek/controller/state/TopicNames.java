package io.odradek.controller.state;

import io.odradek.controller.image.ClusterImage;
import io.odradek.wire.api.ErrorCode;

import java.util.Optional;
import java.util.regex.Pattern;

/** Which names a topic may have. */
final class TopicNames {
    private static final int LENGTH_MAX = 249;
    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]+");

    private TopicNames() {}

    static void validate(String name, ClusterImage image) throws Refusal {
        if (name.isEmpty()) {
            throw invalid("A topic name cannot be empty.");
        }
        if (name.length() > LENGTH_MAX) {
            throw invalid(
                    "Topic name of %d characters is too long; %d are allowed."
                            .formatted(name.length(), LENGTH_MAX));
        }
        if (name.equals(".") || name.equals("..")) {
            throw invalid("A topic cannot be named '" + name + "'.");
        }
        if (!LEGAL.matcher(name).matches()) {
            throw invalid(
                    "Topic name '"
                            + name
                            + "' is illegal: only ASCII letters and digits, '.', '_' and '-' are allowed.");
        }
        if (image.topic(name).isPresent()) {
            throw new Refusal(
                    ErrorCode.TOPIC_ALREADY_EXISTS, "Topic '" + name + "' already exists.");
        }
        Optional<String> rival = collision(name, image);
        if (rival.isPresent()) {
            throw invalid(
                    "Topic '%s' collides with existing topic '%s': '.' and '_' are the same in metric names."
                            .formatted(name, rival.get()));
        }
    }

    private static Refusal invalid(String message) {
        return new Refusal(ErrorCode.INVALID_TOPIC_EXCEPTION, message);
    }

    /** Only names with a '.' or '_' can collide, so others do not look at all topics. */
    private static Optional<String> collision(String name, ClusterImage image) {
        if (name.indexOf('.') < 0 && name.indexOf('_') < 0) {
            return Optional.empty();
        }
        String plain = name.replace('.', '_');
        return image.topicIds().keySet().stream()
                .filter(other -> other.replace('.', '_').equals(plain))
                .sorted()
                .findFirst();
    }
}
