package io.odradek.it.matrix;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.ProcessCluster;
import io.odradek.it.matrix.Client.Ability;
import io.odradek.it.matrix.Result.Column;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * One client in a round: a producer that keeps sending, a consumer (the first member of a group,
 * where the client knows groups) and for a while a second member. Each step ends when the client
 * has done what the step is about, or by an AssertionError that says what it did not do.
 *
 * <p>Confined to the round's thread for this client, apart from the feeder of the producer.
 */
final class Trial implements AutoCloseable {
    static final int PARTITIONS = 3;

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration PACE = Duration.ofMillis(20);
    private static final String FIRST = "first-member";
    private static final String SECOND = "second-member";

    /** Enough that every lane went round a few times. */
    private static final int A_FEW = 3;

    private final Client client;
    private final Result result;
    private final Workshop workshop;
    private final String topic;
    private final Ledger ledger;
    private volatile boolean feeding = true;
    private @Nullable Thread feeder;
    private @Nullable Program producer;
    private @Nullable Program first;
    private @Nullable Program second;

    Trial(Client client, Result result, Workshop workshop) {
        this.client = client;
        this.result = result;
        this.workshop = workshop;
        this.topic =
                "matrix-" + client.name() + (result.attempt() == 1 ? "" : "-" + result.attempt());
        this.ledger = new Ledger(client.name());
    }

    Client client() {
        return client;
    }

    String topic() {
        return topic;
    }

    void produce() {
        result.tried(Column.PRODUCE);
        Program program = workshop.producer(client, "producer", topic, "none", ledger::produced);
        producer = program;
        feeder = Thread.ofVirtual().start(() -> feed(program));
        if (client.can(Ability.ACKS_SINGLY)) {
            int[] some = new int[Ledger.LANES];
            Arrays.fill(some, A_FEW);
            await(
                    program,
                    "acknowledged records on every lane",
                    () -> everywhere(ledger.lanesAckedAfter(some)));
        }
    }

    private void feed(Program program) {
        try {
            for (int lane = 0; feeding; lane = (lane + 1) % Ledger.LANES) {
                program.say(ledger.next(lane));
                Thread.sleep(PACE);
            }
        } catch (IOException e) {
            // It ended; whoever waits for its acknowledgements sees that.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void consume() {
        if (!client.can(Ability.CONSUME)) {
            return;
        }
        result.tried(Column.CONSUME);
        first = consumer(FIRST);
        awaitReading(ledger.mark());
    }

    /** A second member joins, both read, the second leaves, the first reads everything again. */
    void rebalance() {
        if (!client.can(Ability.GROUP)) {
            return;
        }
        result.tried(Column.GROUP);
        Program joining = consumer(SECOND);
        second = joining;
        await(joining, "records for the second member", () -> ledger.reads(SECOND) > 0);
        int[] joined = ledger.mark();
        await(
                joining,
                "news for both members",
                () ->
                        ledger.lanesReadAfter(FIRST, joined) > 0
                                && ledger.lanesReadAfter(SECOND, joined) > 0);
        joining.endInput();
        joining.awaitEnd(DEADLINE);
        awaitReading(ledger.mark());
    }

    /** Producing and consuming go on, on every lane, with what was sent after now. */
    void goOn() {
        result.tried(Column.FAILOVER);
        int[] mark = ledger.mark();
        if (client.can(Ability.ACKS_SINGLY)) {
            Program program = running(producer);
            await(
                    program,
                    "acknowledged news on every lane",
                    () -> everywhere(ledger.lanesAckedAfter(mark)));
        }
        if (client.can(Ability.CONSUME)) {
            awaitReading(mark);
        }
    }

    /** The producer ends; it failed if it gave up any record. */
    void endProducing() {
        stopFeeding();
        Program program = running(producer);
        program.endInput();
        program.awaitEnd(DEADLINE);
    }

    /** Compares everything with the log, and ends the consumer. */
    void judge(ProcessCluster cluster) {
        List<List<String>> log = TopicLog.read(cluster, topic, PARTITIONS);
        ledger.producerFaults(log).forEach(f -> result.fault(Column.PRODUCE, f));
        if (ledger.acknowledged() == 0) {
            result.fault(Column.PRODUCE, "nothing was acknowledged");
        }
        if (!client.can(Ability.CONSUME)) {
            return;
        }
        Program reading = running(first);
        await(reading, "the rest of the log", () -> ledger.unread(log) == 0);
        reading.endInput();
        reading.awaitEnd(DEADLINE);
        ledger.consumerFaults(log).forEach(f -> result.fault(Column.CONSUME, f));
        if (client.can(Ability.GROUP)) {
            checkCommits(cluster, log);
        }
    }

    /** The group left cleanly, so its committed offsets are the ends of the log. */
    private void checkCommits(ProcessCluster cluster, List<List<String>> log) {
        var committed =
                Await.value(
                        "committed offsets of " + topic,
                        DEADLINE,
                        () ->
                                Optional.of(
                                        cluster.admin()
                                                .listConsumerGroupOffsets(topic)
                                                .partitionsToOffsetAndMetadata()
                                                .get()));
        for (int p = 0; p < log.size(); p++) {
            var at = committed.get(new TopicPartition(topic, p));
            long offset = at == null ? 0 : at.offset();
            if (offset != log.get(p).size()) {
                result.fault(
                        Column.GROUP,
                        "committed offset %d of partition %d, which ends at %d"
                                .formatted(offset, p, log.get(p).size()));
            }
        }
    }

    private Program consumer(String role) {
        return workshop.consumer(client, role, topic, topic, line -> ledger.consumed(role, line));
    }

    private void awaitReading(int[] mark) {
        await(
                running(first),
                "news on every lane for the first member",
                () -> everywhere(ledger.lanesReadAfter(FIRST, mark)));
    }

    private static boolean everywhere(int lanes) {
        return lanes == Ledger.LANES;
    }

    private static Program running(@Nullable Program program) {
        if (program == null) {
            throw new AssertionError("it was never started");
        }
        return program;
    }

    private static void await(Program program, String what, Callable<Boolean> condition) {
        Await.until(
                what,
                DEADLINE,
                () -> {
                    boolean met = condition.call();
                    if (!met && !program.alive()) {
                        throw new AssertionError(program.obituary() + " before: " + what);
                    }
                    return met;
                });
    }

    private void stopFeeding() {
        feeding = false;
        if (feeder != null) {
            feeder.interrupt();
        }
    }

    @Override
    public void close() {
        stopFeeding();
        for (Program program : new Program[] {producer, first, second}) {
            if (program != null) {
                program.close();
            }
        }
    }
}
