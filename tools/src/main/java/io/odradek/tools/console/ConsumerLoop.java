package io.odradek.tools.console;

import io.odradek.tools.cli.Launcher;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.MessageFormatter;
import org.apache.kafka.common.errors.WakeupException;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * Polls and prints until enough records were printed, none came for too long, standard output is
 * closed, or somebody wakes the consumer up.
 *
 * @param recordsMax -1 for no limit
 * @param timeoutMs -1 for no limit
 */
record ConsumerLoop(
        Consumer<byte[], byte[]> consumer,
        MessageFormatter formatter,
        PrintStream output,
        PrintWriter err,
        long recordsMax,
        long timeoutMs,
        boolean skipOnError) {

    private static final Duration POLL = Duration.ofMillis(250);

    /** Tells {@code onProcessed} of each record: it counts even if the next one fails. */
    void run(Runnable onProcessed) {
        long processed = 0;
        long lastNews = System.nanoTime();
        try {
            while (recordsMax < 0 || processed < recordsMax) {
                ConsumerRecords<byte[], byte[]> records = poll(lastNews);
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    processed++;
                    onProcessed.run();
                    print(record);
                    if (processed == recordsMax) {
                        break;
                    }
                }
                if (output.checkError()) {
                    err.println("Unable to write to standard out, closing consumer.");
                    break;
                }
                if (!records.isEmpty()) {
                    lastNews = System.nanoTime();
                } else if (timeoutMs >= 0 && millisSince(lastNews) >= timeoutMs) {
                    break;
                }
            }
        } catch (WakeupException e) {
            // Ctrl-C: the end that most consoles come to.
        } finally {
            output.flush();
        }
    }

    private ConsumerRecords<byte[], byte[]> poll(long lastNews) {
        Duration wait = POLL;
        if (timeoutMs >= 0) {
            long left = Math.max(0, timeoutMs - millisSince(lastNews));
            wait = Duration.ofMillis(Math.min(left, POLL.toMillis()));
        }
        return consumer.poll(wait);
    }

    private void print(ConsumerRecord<byte[], byte[]> record) {
        try {
            formatter.writeTo(record, output);
        } catch (RuntimeException e) {
            if (!skipOnError) {
                throw e;
            }
            err.printf(
                    "Skipping the record at %s-%d offset %d, which cannot be shown: %s%n",
                    record.topic(), record.partition(), record.offset(), Launcher.sentence(e));
        }
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
