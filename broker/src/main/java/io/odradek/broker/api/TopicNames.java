package io.odradek.broker.api;

import java.util.Set;
import java.util.regex.Pattern;

/** Rules of topic names. */
final class TopicNames {
    private TopicNames() {}

    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    private static final Set<String> INTERNAL =
            Set.of("__consumer_offsets", "__transaction_state", "__share_group_state");

    static boolean isLegal(String name) {
        return LEGAL.matcher(name).matches() && !name.equals(".") && !name.equals("..");
    }

    /** Topics the brokers keep their own state in. */
    static boolean isInternal(String name) {
        return INTERNAL.contains(name);
    }
}
