package io.odradek.tools.console;

import io.odradek.tools.cli.Interrupts;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.PropertyArguments;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.MessageFormatter;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * {@code kafka-console-consumer.sh}: records become lines of standard output.
 *
 * <p>Without {@code --group} it joins a group with a random name and commits nothing. From brokers
 * that serve no groups it reads every partition of its own accord.
 */
@Command(
        name = "kafka-console-consumer.sh",
        description = "Read topics and print their records to standard output.")
public final class ConsoleConsumerCommand extends Tool {
    private static final int SHUTDOWN_PATIENCE_SECONDS = 10;

    private static final int OUTPUT_BUFFER_BYTES = 64 << 10;
    private static final int RANDOM_GROUPS = 100_000;

    @Option(
            names = "--bootstrap-server",
            paramLabel = "<host:port,...>",
            description = "Brokers to connect to first. Required.")
    private String bootstrapServer = "";

    @Option(names = "--topic", paramLabel = "<topic>", description = "The topic to read.")
    private @Nullable String topic;

    @Option(
            names = "--include",
            paramLabel = "<regex>",
            description = "A regular expression for the topics to read.")
    private @Nullable String include;

    @Option(
            names = "--partition",
            paramLabel = "<n>",
            description = "The one partition to read; from its end unless --offset says otherwise.")
    private @Nullable Integer partition;

    @Option(
            names = "--offset",
            paramLabel = "<offset>",
            description = "Where to begin in --partition: a number, earliest or latest (latest).")
    private @Nullable String offset;

    @Option(
            names = "--from-beginning",
            description = "Begin with the oldest record rather than with the next one.")
    private boolean fromBeginning;

    @Option(
            names = "--group",
            paramLabel = "<group>",
            description = "Join this consumer group (console-consumer-<random number>).")
    private @Nullable String group;

    @Option(
            names = "--max-messages",
            paramLabel = "<n>",
            description = "Stop after as many records.")
    private long maxMessages = -1;

    @Option(
            names = "--timeout-ms",
            paramLabel = "<ms>",
            description = "Stop when no record came for so long.")
    private long timeoutMs = -1;

    @Option(
            names = "--isolation-level",
            paramLabel = "<level>",
            description =
                    "read_committed leaves out what transactions did not commit (read_uncommitted).")
    private String isolationLevel = "read_uncommitted";

    @Option(
            names = "--formatter",
            paramLabel = "<class>",
            description = "What makes a line of a record: a MessageFormatter (the default one).")
    private String formatter = "org.apache.kafka.tools.consumer.DefaultMessageFormatter";

    @Option(
            names = "--formatter-property",
            paramLabel = "<key=value>",
            description =
                    "print.timestamp, print.partition, print.offset, print.delivery, print.epoch, print.headers, print.key, print.value, key.separator, line.separator, headers.separator, null.literal, key.deserializer, value.deserializer, header.deserializer.")
    private final List<String> formatterProperties = new ArrayList<>();

    @Option(names = "--property", hidden = true)
    private final List<String> oldFormatterProperties = new ArrayList<>();

    @Option(
            names = "--formatter-config",
            paramLabel = "<file>",
            description = "A file of formatter properties.")
    private @Nullable Path formatterConfig;

    @Option(
            names = "--key-deserializer",
            paramLabel = "<class>",
            description = "How keys are read.")
    private @Nullable String keyDeserializer;

    @Option(
            names = "--value-deserializer",
            paramLabel = "<class>",
            description = "How values are read.")
    private @Nullable String valueDeserializer;

    @Option(
            names = "--command-config",
            paramLabel = "<file>",
            description = "A properties file for the consumer.")
    private @Nullable Path commandConfig;

    @Option(names = "--consumer.config", hidden = true)
    private @Nullable Path consumerConfig;

    @Option(
            names = "--command-property",
            paramLabel = "<key=value>",
            description = "A property of the consumer; wins over the file.")
    private final List<String> commandProperties = new ArrayList<>();

    @Option(names = "--consumer-property", hidden = true)
    private final List<String> consumerProperties = new ArrayList<>();

    @Option(names = "--skip-message-on-error", description = "Go on when a record cannot be shown.")
    private boolean skipOnError;

    @Option(names = "--enable-systest-events", hidden = true)
    private boolean systestEvents;

    private long processed;

    public static void main(String[] args) {
        Launcher.runAndExit(new ConsoleConsumerCommand(), args);
    }

    @Override
    public Integer call() throws Exception {
        Optional<String> complaint = ConsumerRules.complaint(this::isGiven, offset);
        if (complaint.isPresent()) {
            throw usage(complaint.get());
        }
        MessageFormatter lines = Formatters.named(formatter, formatterSettings());
        Properties settings = consumerSettings();
        PrintStream output =
                new PrintStream(
                        new BufferedOutputStream(
                                new FileOutputStream(FileDescriptor.out), OUTPUT_BUFFER_BYTES),
                        false,
                        StandardCharsets.UTF_8);
        CountDownLatch finished = new CountDownLatch(1);
        try (lines) {
            consume(settings, lines, output, finished);
        } finally {
            output.flush();
            err().printf("Processed a total of %d messages%n", processed);
            finished.countDown();
        }
        if (systestEvents) {
            out().println("shutdown_complete");
        }
        return 0;
    }

    private void consume(
            Properties settings,
            MessageFormatter lines,
            PrintStream output,
            CountDownLatch finished) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Interrupts.stopInOrder(consumer::wakeup, finished, SHUTDOWN_PATIENCE_SECONDS);
            begin(consumer);
            ConsumerLoop loop =
                    new ConsumerLoop(
                            consumer, lines, output, err(), maxMessages, timeoutMs, skipOnError);
            loop.run(() -> processed++);
        }
    }

    /** Points the consumer at what it shall read. */
    private void begin(KafkaConsumer<byte[], byte[]> consumer) {
        String from = topic;
        if (from != null && partition != null) {
            TopicPartition only = new TopicPartition(from, partition);
            OnePartition.requireExists(consumer, only);
            consumer.assign(List.of(only));
            seek(consumer, only);
        } else if (from != null) {
            consumer.subscribe(List.of(from));
        } else {
            consumer.subscribe(Pattern.compile(String.valueOf(include)));
        }
    }

    private void seek(KafkaConsumer<byte[], byte[]> consumer, TopicPartition only) {
        String where = offset == null ? (fromBeginning ? "earliest" : "latest") : offset;
        if (where.equalsIgnoreCase("earliest")) {
            consumer.seekToBeginning(List.of(only));
        } else if (where.equalsIgnoreCase("latest")) {
            consumer.seekToEnd(List.of(only));
        } else {
            consumer.seek(only, Long.parseLong(where));
        }
    }

    private Map<String, Object> formatterSettings() {
        warnRenamed(oldFormatterProperties, "property", "formatter-property");
        Properties properties = PropertyArguments.load(formatterConfig);
        properties.putAll(PropertyArguments.parse(oldFormatterProperties));
        properties.putAll(PropertyArguments.parse(formatterProperties));
        if (keyDeserializer != null) {
            properties.setProperty("key.deserializer", keyDeserializer);
        }
        if (valueDeserializer != null) {
            properties.setProperty("value.deserializer", valueDeserializer);
        }
        Map<String, Object> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(k -> settings.put(k, properties.getProperty(k)));
        return settings;
    }

    private Properties consumerSettings() {
        warnRenamed(consumerProperties, "consumer-property", "command-property");
        if (consumerConfig != null) {
            warnRenamed(List.of(""), "consumer.config", "command-config");
        }
        Properties properties =
                PropertyArguments.load(commandConfig == null ? consumerConfig : commandConfig);
        properties.putAll(PropertyArguments.parse(consumerProperties));
        properties.putAll(PropertyArguments.parse(commandProperties));
        properties.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServer);
        properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolationLevel);
        properties.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, "console-consumer");
        setStart(properties);
        setGroup(properties);
        return properties;
    }

    private void setStart(Properties properties) {
        String reset = properties.getProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG);
        if (fromBeginning && reset != null && !reset.equals("earliest")) {
            throw usage(
                    "Can't simultaneously specify --from-beginning and 'auto.offset.reset=%s', please remove one option"
                            .formatted(reset));
        }
        properties.putIfAbsent(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, fromBeginning ? "earliest" : "latest");
    }

    private void setGroup(Properties properties) {
        String configured = properties.getProperty(ConsumerConfig.GROUP_ID_CONFIG);
        if (group != null && configured != null && !group.equals(configured)) {
            throw usage(
                    "The group ids provided in different places (directly using '--group', via '--consumer-property', or via '--consumer.config') do not match. Detected group ids: '%s', '%s'"
                            .formatted(configured, group));
        }
        if (group != null) {
            properties.setProperty(ConsumerConfig.GROUP_ID_CONFIG, group);
        } else if (configured == null) {
            properties.putIfAbsent(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
            if (partition == null) {
                int number = ThreadLocalRandom.current().nextInt(RANDOM_GROUPS);
                properties.setProperty(
                        ConsumerConfig.GROUP_ID_CONFIG, "console-consumer-" + number);
            }
        }
    }

    private void warnRenamed(List<String> given, String old, String name) {
        if (!given.isEmpty()) {
            out().printf(
                            "Option --%s is deprecated and will be removed in a future version. Use --%s instead.%n",
                            old, name);
        }
    }
}
