package io.odradek.tools.cli;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which topics a command means: a regular expression that must match the whole name, in which a
 * comma means <em>or</em>. Without an expression every topic is meant.
 */
public final class TopicPattern {

    /** The topics in which the brokers keep state of their own. */
    private static final Set<String> INTERNAL =
            Set.of("__consumer_offsets", "__transaction_state", "__share_group_state");

    private final @Nullable Pattern pattern;
    private final boolean excludeInternal;

    public TopicPattern(@Nullable String expression, boolean excludeInternal) {
        this.pattern = expression == null ? null : compile(expression);
        this.excludeInternal = excludeInternal;
    }

    private static Pattern compile(String expression) {
        String alternatives =
                expression
                        .strip()
                        .replace(',', '|')
                        .replace(" ", "")
                        .replaceAll("^[\"']+|[\"']+$", "");
        try {
            return Pattern.compile(alternatives);
        } catch (PatternSyntaxException e) {
            throw new Failure(
                    "%s is an invalid regex: %s".formatted(expression, e.getDescription()), e);
        }
    }

    public boolean matches(String topic) {
        return !(excludeInternal && INTERNAL.contains(topic))
                && (pattern == null || pattern.matcher(topic).matches());
    }

    /** The matching ones, sorted. */
    public List<String> filter(Collection<String> topics) {
        return topics.stream().filter(this::matches).sorted().toList();
    }
}
