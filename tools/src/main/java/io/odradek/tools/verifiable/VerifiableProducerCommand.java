package io.odradek.tools.verifiable;

import io.odradek.tools.cli.Interrupts;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.PropertyArguments;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** {@code kafka-verifiable-producer.sh}: counts upwards, and says which numbers were taken. */
@Command(
        name = "kafka-verifiable-producer.sh",
        description =
                "Produce increasing integers to a topic, and print as JSON which were acknowledged.")
public final class VerifiableProducerCommand extends Tool {
    private static final int SHUTDOWN_PATIENCE_SECONDS = 30;

    private static final Set<String> ACKS = Set.of("0", "1", "-1", "all");

    @Option(
            names = "--bootstrap-server",
            required = true,
            paramLabel = "<host:port,...>",
            description = "Brokers to connect to first. Required.")
    private String bootstrapServer = "";

    @Option(
            names = "--topic",
            required = true,
            paramLabel = "<topic>",
            description = "The topic. Required.")
    private String topic = "";

    @Option(
            names = "--max-messages",
            paramLabel = "<n>",
            description = "So many records; -1 for no end (-1).")
    private long maxMessages = -1;

    @Option(
            names = "--throughput",
            paramLabel = "<n>",
            description = "At most about so many records a second; -1 for no limit (-1).")
    private long throughput = -1;

    @Option(names = "--acks", paramLabel = "<acks>", description = "0, 1 or -1 (-1).")
    private String acks = "-1";

    @Option(
            names = "--message-create-time",
            paramLabel = "<ms>",
            description =
                    "The time of the first record, in milliseconds since 1970; it goes on from there. -1 for the time it is (-1).")
    private long createTimeMs = -1;

    @Option(
            names = "--value-prefix",
            paramLabel = "<prefix>",
            description = "Stands, with a dot, before each value.")
    private @Nullable String valuePrefix;

    @Option(
            names = "--repeating-keys",
            paramLabel = "<n>",
            description = "Records have keys, which count from 0 to n - 1 again and again.")
    private @Nullable Integer repeatingKeys;

    @Option(
            names = "--command-config",
            paramLabel = "<file>",
            description = "A properties file for the producer.")
    private @Nullable Path commandConfig;

    @Option(names = "--producer.config", hidden = true)
    private @Nullable Path producerConfig;

    private final AtomicLong acked = new AtomicLong();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);

    public static void main(String[] args) {
        Launcher.runAndExit(new VerifiableProducerCommand(), args);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!ACKS.contains(acks)) {
            throw usage("--acks %s: choose from 0, 1, -1".formatted(acks));
        }
        if (repeatingKeys != null && repeatingKeys < 1) {
            throw usage("--repeating-keys %d: at least 1".formatted(repeatingKeys));
        }
        EventLog log = new EventLog(out(), System::currentTimeMillis);
        Properties settings = settings();
        long startNanos = System.nanoTime();
        long sent;
        log.event("startup_complete");
        try {
            try (KafkaProducer<String, String> producer =
                    new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
                Interrupts.stopInOrder(stop::countDown, finished, SHUTDOWN_PATIENCE_SECONDS);
                sent = produce(producer, log, startNanos);
            }
            log.event("shutdown_complete");
            double elapsedMs = (System.nanoTime() - startNanos) / 1e6;
            log.event(
                    "tool_data",
                    "sent",
                    sent,
                    "acked",
                    acked.get(),
                    "target_throughput",
                    throughput,
                    "avg_throughput",
                    1000.0 * acked.get() / elapsedMs);
        } finally {
            finished.countDown();
        }
        return 0;
    }

    private Properties settings() {
        if (commandConfig != null && producerConfig != null) {
            throw usage(
                    "Options --command-config and --producer.config cannot be specified together.");
        }
        if (producerConfig != null) {
            out().println(
                            "Option --producer.config has been deprecated and will be removed in a future version. Use --command-config instead.");
        }
        Properties settings = new Properties();
        settings.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServer);
        settings.setProperty(ProducerConfig.ACKS_CONFIG, acks);
        // What is not acknowledged at once counts as lost: this tool is there to notice.
        settings.setProperty(ProducerConfig.RETRIES_CONFIG, "0");
        settings.putAll(
                PropertyArguments.load(commandConfig == null ? producerConfig : commandConfig));
        return settings;
    }

    /** Returns how many records were handed to the producer. */
    private long produce(KafkaProducer<String, String> producer, EventLog log, long startNanos)
            throws InterruptedException {
        Pace pace = new Pace(throughput, startNanos);
        long sent = 0;
        while (maxMessages < 0 || sent < maxMessages) {
            long waitNanos = pace.waitNanos(sent, System.nanoTime());
            if (stop.await(waitNanos, TimeUnit.NANOSECONDS)) {
                break;
            }
            send(producer, log, record(sent, startNanos));
            sent++;
        }
        return sent;
    }

    private ProducerRecord<String, String> record(long number, long startNanos) {
        String key = repeatingKeys == null ? null : String.valueOf(number % repeatingKeys);
        String value = valuePrefix == null ? "" + number : valuePrefix + "." + number;
        Long time =
                createTimeMs < 0
                        ? null
                        : createTimeMs
                                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        return new ProducerRecord<>(topic, null, time, key, value);
    }

    private void send(
            KafkaProducer<String, String> producer,
            EventLog log,
            ProducerRecord<String, String> record) {
        try {
            var unused = producer.send(record, (metadata, e) -> report(log, record, metadata, e));
        } catch (KafkaException e) {
            report(log, record, null, e);
        }
    }

    private void report(
            EventLog log,
            ProducerRecord<String, String> record,
            @Nullable RecordMetadata metadata,
            @Nullable Exception e) {
        if (e != null) {
            log.event(
                    "producer_send_error",
                    "topic",
                    record.topic(),
                    "key",
                    record.key(),
                    "value",
                    record.value(),
                    "exception",
                    e.getClass().toString(),
                    "message",
                    e.getMessage());
        } else if (metadata != null) {
            acked.incrementAndGet();
            log.event(
                    "producer_send_success",
                    "key",
                    record.key(),
                    "value",
                    record.value(),
                    "partition",
                    metadata.partition(),
                    "offset",
                    metadata.offset(),
                    "topic",
                    record.topic());
        }
    }
}
