package io.odradek.tools.console;

import io.odradek.tools.cli.Failure;
import io.odradek.tools.console.GroupRecordFormatter.Kind;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.MessageFormatter;
import org.apache.kafka.common.utils.Utils;

import java.io.PrintStream;
import java.util.Map;
import java.util.Set;

/** Finds the formatter that {@code --formatter} names. */
final class Formatters {

    /** Where Kafka's own formatters have lived. */
    private static final Set<String> PACKAGES =
            Set.of(
                    "kafka.tools.",
                    "org.apache.kafka.tools.",
                    "kafka.coordinator.group.GroupMetadataManager$");

    private Formatters() {}

    /** Kafka's own formatters under the names they have had; another class by its name. */
    static MessageFormatter named(String name, Map<String, ?> properties) {
        String simple = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
        boolean isKafkas =
                name.equals(simple)
                        || PACKAGES.stream().anyMatch(prefix -> name.startsWith(prefix));
        MessageFormatter formatter =
                isKafkas
                        ? switch (simple) {
                            case "DefaultMessageFormatter" -> new RecordPrinter();
                            case "LoggingMessageFormatter" -> new Logging();
                            case "NoOpMessageFormatter" -> new Silent();
                            case "OffsetsMessageFormatter" ->
                                    new GroupRecordFormatter(Kind.OFFSETS);
                            case "GroupMetadataMessageFormatter" ->
                                    new GroupRecordFormatter(Kind.CLASSIC_GROUPS);
                            default ->
                                    throw new Failure(
                                            "--formatter %s: this version has DefaultMessageFormatter, LoggingMessageFormatter, NoOpMessageFormatter and, for __consumer_offsets, OffsetsMessageFormatter and GroupMetadataMessageFormatter"
                                                    .formatted(name));
                        }
                        : load(name);
        formatter.configure(properties);
        return formatter;
    }

    private static MessageFormatter load(String name) {
        try {
            return Utils.newInstance(name, MessageFormatter.class);
        } catch (ClassNotFoundException | LinkageError | ClassCastException e) {
            throw new Failure(
                    "--formatter %s: the class cannot be loaded; its jar must be in CLASSPATH"
                            .formatted(name),
                    e);
        }
    }

    /** Prints nothing, for measuring. */
    private static final class Silent implements MessageFormatter {
        @Override
        public void writeTo(ConsumerRecord<byte[], byte[]> record, PrintStream output) {}
    }

    /** Prints as by default, and says on standard error what it printed. */
    private static final class Logging implements MessageFormatter {
        private final RecordPrinter printer = new RecordPrinter();

        @Override
        public void configure(Map<String, ?> configs) {
            printer.configure(configs);
        }

        @Override
        public void writeTo(ConsumerRecord<byte[], byte[]> record, PrintStream output) {
            printer.writeTo(record, output);
            System.err.printf(
                    "%s:%d, partition %d, offset %d%n",
                    record.timestampType(),
                    record.timestamp(),
                    record.partition(),
                    record.offset());
        }
    }
}
