package io.odradek.tools.console;

import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.PropertyArguments;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** {@code kafka-console-producer.sh}: every line of standard input becomes a record. */
@Command(
        name = "kafka-console-producer.sh",
        description = "Read lines from standard input and publish them to a topic.")
public final class ConsoleProducerCommand extends Tool {

    /** The one line reader there is, under the names it has had. */
    private static final Set<String> LINE_READERS =
            Set.of(
                    "org.apache.kafka.tools.LineMessageReader",
                    "kafka.tools.ConsoleProducer$LineMessageReader",
                    "kafka.tools.LineMessageReader");

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--bootstrap-server",
            paramLabel = "<host:port,...>",
            description = "Brokers to connect to first. Required.")
    private @Nullable String bootstrapServer;

    @Option(names = "--topic", paramLabel = "<topic>", description = "The topic. Required.")
    private @Nullable String topic;

    @Option(
            names = "--command-config",
            paramLabel = "<file>",
            description = "A properties file for the producer.")
    private @Nullable Path commandConfig;

    @Option(names = "--producer.config", hidden = true)
    private @Nullable Path producerConfig;

    @Option(
            names = "--command-property",
            paramLabel = "<key=value>",
            description = "A property of the producer; wins over the file.")
    private final List<String> commandProperties = new ArrayList<>();

    @Option(names = "--producer-property", hidden = true)
    private final List<String> producerProperties = new ArrayList<>();

    @Option(
            names = "--reader-property",
            paramLabel = "<key=value>",
            description =
                    "How a line is read: parse.key, parse.headers, ignore.error (false), key.separator (\\t), headers.delimiter (\\t), headers.separator (,), headers.key.separator (:), null.marker (none). With headers and key a line is h1:v1,h2:v2<tab>key<tab>value.")
    private final List<String> readerProperties = new ArrayList<>();

    @Option(names = "--property", hidden = true)
    private final List<String> oldReaderProperties = new ArrayList<>();

    @Option(
            names = "--reader-config",
            paramLabel = "<file>",
            description = "A file of reader properties.")
    private @Nullable Path readerConfig;

    @Option(names = "--line-reader", hidden = true)
    private String lineReader = "org.apache.kafka.tools.LineMessageReader";

    @Option(names = "--sync", description = "Wait for each record's acknowledgement.")
    private boolean sync;

    @Option(
            names = "--compression-codec",
            arity = "0..1",
            fallbackValue = "gzip",
            paramLabel = "<codec>",
            description = "none, gzip, snappy, lz4 or zstd; gzip when it is left out.")
    private String compression = "none";

    @Option(names = "--batch-size", paramLabel = "<bytes>", description = "batch.size (16384)")
    private int batchSize = 16_384;

    @Option(names = "--max-partition-memory-bytes", hidden = true)
    private int maxPartitionMemoryBytes = 16_384;

    @Option(
            names = "--max-memory-bytes",
            paramLabel = "<bytes>",
            description = "buffer.memory (33554432)")
    private long maxMemoryBytes = 33_554_432;

    @Option(names = "--max-block-ms", paramLabel = "<ms>", description = "max.block.ms (60000)")
    private long maxBlockMs = 60_000;

    @Option(names = "--message-send-max-retries", paramLabel = "<n>", description = "retries (3)")
    private int retries = 3;

    @Option(
            names = "--retry-backoff-ms",
            paramLabel = "<ms>",
            description = "retry.backoff.ms (100)")
    private long retryBackoffMs = 100;

    @Option(
            names = "--metadata-expiry-ms",
            paramLabel = "<ms>",
            description = "metadata.max.age.ms (300000)")
    private long metadataExpiryMs = 300_000;

    @Option(
            names = "--request-required-acks",
            paramLabel = "<acks>",
            description = "acks: all, 1 or 0 (all)")
    private String acks = "-1";

    @Option(
            names = "--request-timeout-ms",
            paramLabel = "<ms>",
            description = "request.timeout.ms (1500)")
    private int requestTimeoutMs = 1_500;

    @Option(
            names = "--socket-buffer-size",
            paramLabel = "<bytes>",
            description = "send.buffer.bytes (102400)")
    private int socketBufferSize = 102_400;

    @Option(
            names = "--timeout",
            paramLabel = "<ms>",
            description = "linger.ms: how long a record waits for company (1000)")
    private long timeoutMs = 1_000;

    private final AtomicLong failed = new AtomicLong();

    public static void main(String[] args) {
        Launcher.runAndExit(new ConsoleProducerCommand(), args);
    }

    @Override
    public Integer call() throws Exception {
        String to = requireOption("topic", topic);
        LineParser parser = new LineParser(to, readerSettings());
        Properties settings = producerSettings(requireOption("bootstrap-server", bootstrapServer));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            // Ctrl-C must not lose what was typed before it.
            Thread flush = Thread.ofPlatform().unstarted(() -> producer.close(CLOSE_PATIENCE));
            Runtime.getRuntime().addShutdownHook(flush);
            pump(parser, producer);
            producer.flush();
        }
        if (failed.get() > 0) {
            err().printf("%d records were not written.%n", failed.get());
            return 1;
        }
        return 0;
    }

    private String requireOption(String name, @Nullable String value) {
        if (value == null) {
            throw usage("Missing required argument \"[" + name + "]\"");
        }
        return value;
    }

    private Properties readerSettings() {
        if (!LINE_READERS.contains(lineReader)) {
            throw new Failure(
                    "--line-reader %s: line readers of one's own are not supported; leave the option out"
                            .formatted(lineReader));
        }
        warnRenamed(oldReaderProperties, "property", "reader-property");
        Properties settings = PropertyArguments.load(readerConfig);
        settings.putAll(PropertyArguments.parse(oldReaderProperties));
        settings.putAll(PropertyArguments.parse(readerProperties));
        return settings;
    }

    private Properties producerSettings(String bootstrap) {
        requireOne("command-property", commandProperties, "producer-property", producerProperties);
        if (commandConfig != null && producerConfig != null) {
            throw usage(
                    "Options --command-config and --producer.config cannot be specified together.");
        }
        warnRenamed(producerProperties, "producer-property", "command-property");
        warnRenamed(
                producerConfig == null ? List.of() : List.of(""),
                "producer.config",
                "command-config");
        Properties properties =
                PropertyArguments.load(commandConfig == null ? producerConfig : commandConfig);
        properties.putAll(PropertyArguments.parse(producerProperties));
        properties.putAll(PropertyArguments.parse(commandProperties));
        properties.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        boolean oldBatch = isGiven("max-partition-memory-bytes");
        return new ProducerSettings(properties)
                .option(
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        compression,
                        isGiven("compression-codec"))
                .option(
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        oldBatch ? maxPartitionMemoryBytes : batchSize,
                        oldBatch || isGiven("batch-size"))
                .option(
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        maxMemoryBytes,
                        isGiven("max-memory-bytes"))
                .option(ProducerConfig.MAX_BLOCK_MS_CONFIG, maxBlockMs, isGiven("max-block-ms"))
                .option(ProducerConfig.RETRIES_CONFIG, retries, isGiven("message-send-max-retries"))
                .option(
                        ProducerConfig.RETRY_BACKOFF_MS_CONFIG,
                        retryBackoffMs,
                        isGiven("retry-backoff-ms"))
                .option(
                        ProducerConfig.METADATA_MAX_AGE_CONFIG,
                        metadataExpiryMs,
                        isGiven("metadata-expiry-ms"))
                .option(ProducerConfig.ACKS_CONFIG, acks, isGiven("request-required-acks"))
                .option(
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        requestTimeoutMs,
                        isGiven("request-timeout-ms"))
                .option(
                        ProducerConfig.SEND_BUFFER_CONFIG,
                        socketBufferSize,
                        isGiven("socket-buffer-size"))
                .option(ProducerConfig.LINGER_MS_CONFIG, timeoutMs, isGiven("timeout"))
                .properties();
    }

    private void requireOne(String name, List<String> values, String old, List<String> oldValues) {
        if (!values.isEmpty() && !oldValues.isEmpty()) {
            throw usage("Options --%s and --%s cannot be specified together.".formatted(name, old));
        }
    }

    private void warnRenamed(List<String> given, String old, String name) {
        if (!given.isEmpty()) {
            out().printf(
                            "Warning: --%s is deprecated and will be removed in a future version. Use --%s instead.%n",
                            old, name);
        }
    }

    private void pump(LineParser parser, KafkaProducer<byte[], byte[]> producer)
            throws IOException {
        boolean prompt = isInteractive();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (true) {
            if (prompt) {
                out().print('>');
                out().flush();
            }
            String line = lines.readLine();
            if (line == null) {
                return;
            }
            send(producer, parser.parse(line));
        }
    }

    @SuppressWarnings(
            "SystemConsoleNull") // It may still be null where java.io.Console has no provider.
    private static boolean isInteractive() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private void send(
            KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        var sent = producer.send(record, (metadata, e) -> report(record, e));
        if (sync) {
            try {
                sent.get();
            } catch (ExecutionException e) {
                // Reported by the callback.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void report(ProducerRecord<byte[], byte[]> record, @Nullable Exception e) {
        if (e == null) {
            return;
        }
        failed.incrementAndGet();
        err().printf(
                        "Error when sending message to topic %s with key: %s, value: %s: %s%n",
                        record.topic(),
                        bytes(record.key()),
                        bytes(record.value()),
                        Launcher.sentence(e));
    }

    private static String bytes(byte @Nullable [] data) {
        return data == null ? "null" : data.length + " bytes";
    }
}
