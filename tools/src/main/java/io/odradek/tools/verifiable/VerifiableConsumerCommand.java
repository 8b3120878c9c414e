package io.odradek.tools.verifiable;

import io.odradek.tools.cli.Interrupts;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.PropertyArguments;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;

/** {@code kafka-verifiable-consumer.sh}: a member of a group that says what happens to it. */
@Command(
        name = "kafka-verifiable-consumer.sh",
        description =
                "Consume a topic in a group, and print as JSON what is assigned, consumed and committed.")
public final class VerifiableConsumerCommand extends Tool {
    private static final int SHUTDOWN_PATIENCE_SECONDS = 30;

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
            names = "--group-id",
            required = true,
            paramLabel = "<group>",
            description = "The group. Required.")
    private String groupId = "";

    @Option(
            names = "--group-protocol",
            paramLabel = "<protocol>",
            description = "classic or consumer (classic).")
    private GroupProtocol groupProtocol = GroupProtocol.CLASSIC;

    @Option(
            names = "--group-remote-assignor",
            paramLabel = "<name>",
            description = "The brokers' assignor, for the consumer protocol.")
    private @Nullable String groupRemoteAssignor;

    @Option(
            names = "--group-instance-id",
            paramLabel = "<id>",
            description = "Makes this a static member.")
    private @Nullable String groupInstanceId;

    @Option(
            names = "--max-messages",
            paramLabel = "<n>",
            description = "So many records; -1 for no end (-1).")
    private long maxMessages = -1;

    @Option(
            names = "--session-timeout",
            paramLabel = "<ms>",
            description = "The member's session timeout, for the classic protocol.")
    private @Nullable Integer sessionTimeoutMs;

    @Option(names = "--verbose", description = "Print each record.")
    private boolean verbose;

    @Option(
            names = "--enable-autocommit",
            description = "Commit now and then rather than after each poll.")
    private boolean autoCommit;

    @Option(
            names = "--reset-policy",
            paramLabel = "<policy>",
            description = "Where to begin without a commit: earliest, latest or none (earliest).")
    private String resetPolicy = "earliest";

    @Option(
            names = "--assignment-strategy",
            paramLabel = "<class>",
            description = "The assignor's class, for the classic protocol (RangeAssignor).")
    private String assignmentStrategy = RangeAssignor.class.getName();

    @Option(
            names = "--command-config",
            paramLabel = "<file>",
            description = "A properties file for the consumer.")
    private @Nullable Path commandConfig;

    @Option(names = "--consumer.config", hidden = true)
    private @Nullable Path consumerConfig;

    private final CountDownLatch finished = new CountDownLatch(1);

    public static void main(String[] args) {
        Launcher.runAndExit(new VerifiableConsumerCommand(), args);
    }

    @Override
    public Integer call() {
        EventLog log = new EventLog(out(), System::currentTimeMillis);
        Properties settings = settings();
        KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
        Interrupts.stopInOrder(() -> stop(consumer, log), finished, SHUTDOWN_PATIENCE_SECONDS);
        log.event("startup_complete");
        try {
            try (consumer) {
                new ConsumeLoop(consumer, log, topic, maxMessages, !autoCommit, verbose).run();
            }
        } finally {
            log.event("shutdown_complete");
            finished.countDown();
        }
        return 0;
    }

    private static void stop(KafkaConsumer<String, String> consumer, EventLog log) {
        log.event("shutdown_requested");
        consumer.wakeup();
    }

    private Properties settings() {
        if (commandConfig != null && consumerConfig != null) {
            throw usage(
                    "Options --command-config and --consumer.config cannot be specified together.");
        }
        if (consumerConfig != null) {
            out().println(
                            "Option --consumer.config has been deprecated and will be removed in a future version. Use --command-config instead.");
        }
        Properties settings =
                PropertyArguments.load(commandConfig == null ? consumerConfig : commandConfig);
        settings.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServer);
        settings.setProperty(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        settings.setProperty(ConsumerConfig.GROUP_PROTOCOL_CONFIG, groupProtocol.name());
        if (groupInstanceId != null) {
            settings.setProperty(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, groupInstanceId);
        }
        settings.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, String.valueOf(autoCommit));
        settings.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, resetPolicy);
        if (sessionTimeoutMs != null) {
            settings.setProperty(
                    ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, String.valueOf(sessionTimeoutMs));
        }
        if (groupProtocol == GroupProtocol.CLASSIC) {
            settings.setProperty(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, assignmentStrategy);
        } else if (groupRemoteAssignor != null) {
            settings.setProperty(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG, groupRemoteAssignor);
        }
        return settings;
    }
}
