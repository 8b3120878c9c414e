package io.odradek.tools.cli;

import java.util.Map;

/** Options that older Kafkas had: what to write today instead. */
final class RetiredOptions {

    private static final Map<String, String> ADVICE =
            Map.of(
                    "zookeeper", "there is no ZooKeeper any more, use --bootstrap-server host:port",
                    "broker-list", "use --bootstrap-server host:port",
                    "whitelist", "use --include",
                    "new-consumer", "it is the only one, leave the option out");

    private RetiredOptions() {}

    /** A clause that follows the complaint, or nothing. */
    static String advice(String option) {
        String advice = ADVICE.get(option);
        return advice == null ? "" : "; " + advice;
    }
}
