package io.odradek.broker.replica;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The replicas of a topic that a replication quota concerns (KIP-73): a topic's {@code
 * leader.replication.throttled.replicas} or {@code follower.replication.throttled.replicas}.
 *
 * @param pairs each "partition:broker"
 */
record ThrottledReplicas(boolean all, Set<String> pairs) {
    static final ThrottledReplicas NONE = new ThrottledReplicas(false, Set.of());

    static ThrottledReplicas of(List<String> items) {
        if (items.isEmpty()) {
            return NONE;
        }
        Set<String> pairs = new HashSet<>();
        for (String item : items) {
            pairs.add(plain(item));
        }
        return new ThrottledReplicas(pairs.contains("*"), Set.copyOf(pairs));
    }

    /** The same without leading zeros, which the rules for the config allow. */
    private static String plain(String item) {
        return item.strip().replaceAll("\\b0+(?=\\d)", "");
    }

    boolean covers(int partition, int broker) {
        return all || (!pairs.isEmpty() && pairs.contains(partition + ":" + broker));
    }
}
