package io.odradek.it.matrix;

import static io.odradek.it.matrix.Client.Ability.ACKS_SINGLY;
import static io.odradek.it.matrix.Client.Ability.CONSUME;
import static io.odradek.it.matrix.Client.Ability.GROUP;
import static io.odradek.it.matrix.Client.Ability.PLAIN_MESSAGES;
import static io.odradek.it.matrix.Client.Ability.SNAPPY_AND_LZ4;
import static io.odradek.it.matrix.Client.Ability.TRANSACTIONS;
import static io.odradek.it.matrix.Client.Ability.ZSTD;
import static io.odradek.it.matrix.Client.Ability.ZSTD_UNASKED;

import io.odradek.it.matrix.Client.Ability;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every client of the matrix, in the order of the table. */
final class Roster {
    private static final String JAVA = "Java kafka-clients";

    private static final Set<Ability> ALL =
            Set.of(CONSUME, GROUP, TRANSACTIONS, ACKS_SINGLY, SNAPPY_AND_LZ4, ZSTD);

    private static final Set<Ability> OLD_JAVA =
            Set.of(CONSUME, GROUP, ACKS_SINGLY, SNAPPY_AND_LZ4);

    /**
     * UNSUPPORTED_COMPRESSION_TYPE (KIP-110), by number where the client is older than its name.
     */
    private static final String ERROR_76 = "\\b76\\b|UNSUPPORTED_COMPRESSION_TYPE|compression type";

    private static final List<String> NODE = List.of("nodejs");

    /** What the two clients that bring librdkafka's sources need to compile it. */
    private static final List<String> NODE_AND_COMPILER =
            List.of(
                    "nodejs",
                    "g++",
                    "make",
                    "libcurl4-openssl-dev",
                    "zlib1g-dev",
                    "libssl-dev",
                    "libsasl2-dev",
                    "libzstd-dev",
                    "liblz4-dev");

    private Roster() {}

    static List<Client> clients() {
        return List.of(
                java("0.8.2.2", "0.8.2.2, producer", Set.of(ACKS_SINGLY)),
                java("0.9.0.1", "0.9.0.1", with(OLD_JAVA, PLAIN_MESSAGES)),
                java("0.10.2.2", "0.10.2.2", with(OLD_JAVA, PLAIN_MESSAGES)),
                java("0.11.0.3", "0.11.0.3", with(OLD_JAVA, TRANSACTIONS)),
                java("1.1.1", "1.1.1", with(OLD_JAVA, TRANSACTIONS)),
                java("2.0.1", "2.0.1", with(OLD_JAVA, TRANSACTIONS)),
                java("2.8.2", "2.8.2", ALL),
                java("3.9.1", "3.9.1", ALL),
                java("4.4.0", "4.4.0", ALL),
                java("4.4.0-consumer", "4.4.0, `group.protocol=consumer`", ALL),
                new Client(
                        "librdkafka",
                        "librdkafka (C)",
                        "2.0.2",
                        "librdkafka",
                        "",
                        List.of("librdkafka-dev", "gcc", "libc6-dev"),
                        ALL,
                        ""),
                new Client(
                        "kcat",
                        "kcat",
                        "1.7.1",
                        "kcat",
                        "",
                        List.of("kcat"),
                        Set.of(CONSUME, GROUP, SNAPPY_AND_LZ4, ZSTD),
                        ""),
                new Client(
                        "confluent-python",
                        "confluent-kafka (Python)",
                        "1.7.0",
                        "confluent-python",
                        "",
                        List.of("python3-confluent-kafka"),
                        ALL,
                        ""),
                kafkaPython("kafka-python", "2.0.2", "detect"),
                kafkaPython("kafka-python-0.11.5", "2.0.2, `api_version=(0, 11, 5)`", "0.11.5"),
                new Client(
                        "sarama",
                        "Shopify Sarama (Go)",
                        "1.22.1, `NewConfig()`",
                        "sarama",
                        "0.8.2.0",
                        go("golang-github-shopify-sarama-dev"),
                        Set.of(CONSUME, ACKS_SINGLY, SNAPPY_AND_LZ4, PLAIN_MESSAGES),
                        ERROR_76),
                new Client(
                        "sarama-2.2.0",
                        "Shopify Sarama (Go)",
                        "1.22.1, `Version=2.2.0`",
                        "sarama",
                        "2.2.0",
                        go("golang-github-shopify-sarama-dev"),
                        Set.of(CONSUME, GROUP, ACKS_SINGLY, SNAPPY_AND_LZ4, ZSTD_UNASKED),
                        ERROR_76),
                new Client(
                        "kafka-go",
                        "segmentio kafka-go",
                        "0.2.1",
                        "kafka-go",
                        "",
                        go("golang-github-segmentio-kafka-go-dev"),
                        Set.of(CONSUME, GROUP, ACKS_SINGLY, PLAIN_MESSAGES),
                        ERROR_76),
                new Client(
                        "kafkajs",
                        "KafkaJS",
                        "2.2.4",
                        "kafkajs",
                        "",
                        NODE,
                        Set.of(CONSUME, GROUP, TRANSACTIONS, ACKS_SINGLY),
                        "ZSTD compression not implemented"),
                new Client(
                        "platformatic-kafka",
                        "@platformatic/kafka",
                        "1.35.0",
                        "platformatic-kafka",
                        "",
                        NODE,
                        Set.of(CONSUME, GROUP, TRANSACTIONS, ACKS_SINGLY),
                        "zstd"),
                new Client(
                        "node-rdkafka",
                        "node-rdkafka",
                        "3.6.1 (librdkafka 2.12.0)",
                        "node-rdkafka",
                        "",
                        NODE_AND_COMPILER,
                        ALL,
                        ""),
                new Client(
                        "confluent-javascript",
                        "@confluentinc/kafka-javascript",
                        "1.10.1 (librdkafka 2.15.1)",
                        "confluent-javascript",
                        "",
                        NODE_AND_COMPILER,
                        ALL,
                        ""));
    }

    private static Client java(String variant, String version, Set<Ability> abilities) {
        return new Client(
                "java-" + variant, JAVA, version, "java", variant, List.of(), abilities, ERROR_76);
    }

    private static Client kafkaPython(String name, String version, String variant) {
        return new Client(
                name,
                "kafka-python",
                version,
                "kafka-python",
                variant,
                List.of("python3-kafka"),
                Set.of(CONSUME, GROUP, ACKS_SINGLY),
                "Unknown error fetching data|zstd compression codec");
    }

    private static List<String> go(String library) {
        return List.of("golang-go", "gcc", "libc6-dev", library);
    }

    private static Set<Ability> with(Set<Ability> some, Ability more) {
        var all = new HashSet<>(some);
        all.add(more);
        return all;
    }
}
