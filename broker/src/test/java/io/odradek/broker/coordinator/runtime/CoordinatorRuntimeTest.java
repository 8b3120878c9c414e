package io.odradek.broker.coordinator.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.support.ManualShard;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.log.batch.BatchBuilder;
import io.odradek.log.batch.Compression;
import io.odradek.log.batch.TransactionMarker;
import io.odradek.log.partition.AppendOutcome;
import io.odradek.log.partition.LogException;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.coordinator.CoordinatorRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One coordinator on a real log, replicated when the test says so. */
final class CoordinatorRuntimeTest {
    private static final int REPLY_TIMEOUT_MS = 5_000;

    private final ManualShard shard = new ManualShard();
    private final ManualShard disk = new ManualShard();
    private final ScriptedPartition partition;
    private final List<Counters> machines = new ArrayList<>();
    private final ShardCoordinators<Counters> coordinators;

    CoordinatorRuntimeTest() throws LogException {
        partition = new ScriptedPartition();
        coordinators = coordinators(Compression.NONE, 1 << 20);
    }

    private ShardCoordinators<Counters> coordinators(Compression compression, int loadBytes) {
        return new ShardCoordinators<>(
                shard,
                disk::execute,
                new CoordinatorKind<>(
                        "counters",
                        () -> {
                            machines.add(new Counters());
                            return machines.getLast();
                        },
                        CoordinatorRecord::readGroup),
                new RuntimeSettings(loadBytes, REPLY_TIMEOUT_MS, compression));
    }

    private void settle() {
        for (int i = 0; i < 10_000; i++) {
            shard.run();
            disk.run();
        }
    }

    /** Leads and has loaded what there was. */
    private void lead() {
        coordinators.begins(partition);
        settle();
    }

    private void commitAll() {
        partition.highWatermark = partition.logEndOffset();
        coordinators.committed(partition);
    }

    private Reply ask(Access access, Step<Counters, Long> step) {
        Reply reply = new Reply();
        coordinators.ask(partition.key(), access, step, reply);
        return reply;
    }

    private Reply add(String name) {
        return add(name, 1);
    }

    private Reply add(String name, int records) {
        return ask(Access.WRITE, (machine, to, now, out) -> machine.add(name, records, to, out));
    }

    private Reply get(String name) {
        return ask(Access.READ, (machine, to, now, out) -> machine.get(name, to, out));
    }

    private Reply park() {
        return ask(Access.READ, (machine, to, now, out) -> machine.park(to));
    }

    @Test
    void anAnswerWaitsUntilItsRecordsAreCommitted() {
        lead();
        Reply first = add("a");
        shard.run();
        assertEquals("", first.toString());
        Reply second = get("a");
        assertEquals("", second.toString(), "what it rests on is not committed either");
        commitAll();
        assertEquals("1", first.toString());
        assertEquals("1", second.toString());
        assertEquals("1", get("a").toString(), "nothing is left to wait for");
    }

    @Test
    void stepsOfOneTurnShareABatch() {
        lead();
        List<Reply> replies = List.of(add("a"), add("a"), add("b", 3), get("a"));
        assertEquals(List.of(), partition.batches, "the turn is not over");
        shard.run();
        assertEquals(List.of(5), partition.batches);
        commitAll();
        assertEquals("[1, 2, 3, 2]", replies.toString());
    }

    @Test
    void aStepIsNeverSplitAndAFullBatchIsFollowedByAnother() {
        lead();
        add("a", 30_000);
        add("b", 30_000);
        add("c", 1);
        shard.run();
        assertEquals(60_001, partition.batches.stream().mapToInt(i -> i).sum());
        assertTrue(partition.batches.size() > 1, partition.batches::toString);
        assertEquals(0, partition.batches.getFirst() % 30_000, partition.batches::toString);
    }

    @Test
    void anAnswerThatWaitsTooLongFailsAndTheStateStays() {
        lead();
        Reply late = add("a");
        shard.advanceMs(REPLY_TIMEOUT_MS - 1);
        assertEquals("", late.toString());
        shard.advanceMs(1);
        assertEquals("COORDINATOR_NOT_AVAILABLE", late.toString());
        commitAll();
        assertEquals("1", get("a").toString());
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void whatWasDecidedIsThereForTheNextLeader(Compression compression) {
        ShardCoordinators<Counters> before = coordinators(compression, 100);
        before.begins(partition);
        settle();
        for (int i = 0; i < 500; i++) {
            String name = "n" + i % 7;
            Reply reply = new Reply();
            before.ask(
                    partition.key(),
                    Access.WRITE,
                    (machine, to, now, out) -> machine.add(name, 1 + name.length() % 2, to, out),
                    reply);
            shard.run();
        }
        before.ends(partition);
        partition.newEpoch();
        lead();
        assertEquals("", get("n3").toString(), "the last leader's records are not committed yet");
        commitAll();
        assertEquals("71", get("n3").toString());
        assertEquals(1, machines.getLast().loadedTimes);
    }

    @Test
    void whileItLoadsEverybodyIsToldSo() {
        lead();
        add("a");
        settle();
        coordinators.ends(partition);
        partition.newEpoch();
        coordinators.begins(partition);
        assertEquals("COORDINATOR_LOAD_IN_PROGRESS", get("a").toString());
        settle();
        commitAll();
        assertEquals("1", get("a").toString());
    }

    @Test
    void aLongLogIsReplayedInManyTurns() {
        lead();
        add("a", 100_000);
        settle();
        coordinators.ends(partition);
        partition.newEpoch();
        coordinators.begins(partition);
        disk.run();
        shard.run();
        settle();
        commitAll();
        assertEquals("100000", get("a").toString());
        assertEquals(100_000, machines.getLast().replayed);
    }

    @Test
    void whoeverWaitsIsToldThatTheCoordinatorMoved() {
        lead();
        Reply parked = park();
        shard.run();
        Reply uncommitted = add("a");
        shard.run();
        Reply unwritten = add("a");
        coordinators.ends(partition);
        assertEquals("NOT_COORDINATOR", unwritten.toString());
        assertEquals("NOT_COORDINATOR", uncommitted.toString());
        assertEquals("NOT_COORDINATOR", parked.toString());
        assertEquals("NOT_COORDINATOR", get("a").toString());
        shard.run();
        assertEquals(List.of(1), partition.batches, "the unwritten step is dropped");
        shard.advanceMs(2 * REPLY_TIMEOUT_MS);
    }

    @Test
    void theyAreToldInTheOrderInWhichTheyCame() {
        lead();
        List<Integer> told = new ArrayList<>();
        List<Integer> came = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            came.add(number);
            ReplyTo<Long> reply =
                    new ReplyTo<>() {
                        @Override
                        public void send(Long answer) {
                            throw new AssertionError("answered: " + answer);
                        }

                        @Override
                        public void fail(ErrorCode why) {
                            told.add(number);
                        }
                    };
            coordinators.ask(
                    partition.key(),
                    Access.READ,
                    (machine, to, now, out) -> machine.park(to),
                    reply);
        }
        shard.run();
        coordinators.ends(partition);
        assertEquals(came, told);
    }

    @Test
    void aRequestParkedInTheMachineIsAnsweredByALaterStep() {
        lead();
        Reply parked = park();
        shard.advanceMs(100 * REPLY_TIMEOUT_MS);
        assertEquals("", parked.toString());
        add("a");
        shard.run();
        commitAll();
        assertEquals("1", parked.toString());
    }

    @Test
    void whatCannotBeAppendedIsForgotten() {
        lead();
        add("a");
        shard.run();
        commitAll();
        partition.refuseNext = true;
        Reply refused = add("a");
        Reply readInTheSameTurn = get("a");
        Reply parked = park();
        shard.run();
        assertEquals("COORDINATOR_NOT_AVAILABLE", refused.toString());
        assertEquals("COORDINATOR_NOT_AVAILABLE", readInTheSameTurn.toString());
        assertEquals("COORDINATOR_NOT_AVAILABLE", parked.toString());
        settle();
        assertEquals("1", get("a").toString());
        partition.failNext = true;
        Reply failed = add("a");
        settle();
        assertEquals("COORDINATOR_NOT_AVAILABLE", failed.toString());
        assertEquals("1", get("a").toString());
        assertEquals(3, machines.size());
    }

    @Test
    void aStepThatThrowsLeavesNothingBehind() {
        lead();
        add("a");
        shard.run();
        commitAll();
        Reply broken =
                ask(
                        Access.WRITE,
                        (machine, to, now, out) -> {
                            machine.add("a", 1, to, out);
                            throw new IllegalStateException("a bug, on purpose");
                        });
        assertEquals("COORDINATOR_NOT_AVAILABLE", broken.toString());
        settle();
        assertEquals("1", get("a").toString());
        assertEquals(List.of(1), partition.batches);
    }

    @Test
    void nothingIsDecidedThatCannotBeCommitted() {
        lead();
        partition.enoughInSync = false;
        assertEquals("COORDINATOR_NOT_AVAILABLE", add("a").toString());
        assertEquals("0", get("a").toString());
        partition.enoughInSync = true;
        Reply again = add("a");
        shard.run();
        commitAll();
        assertEquals("1", again.toString());
    }

    @Test
    void deadlinesComeAndAreHeldBackWhileNothingCanBeCommitted() {
        lead();
        ask(Access.READ, (machine, to, now, out) -> machine.setDeadline(50_000, to, out));
        shard.advanceMs(49_999);
        commitAll();
        assertEquals("0", get("timer").toString());
        partition.enoughInSync = false;
        shard.advanceMs(5_000);
        assertEquals("0", get("timer").toString());
        partition.enoughInSync = true;
        shard.advanceMs(1_000);
        commitAll();
        assertEquals("1", get("timer").toString());
    }

    @Test
    void anEarlierDeadlineReplacesALaterOne() {
        lead();
        ask(Access.READ, (machine, to, now, out) -> machine.setDeadline(50_000, to, out));
        ask(Access.READ, (machine, to, now, out) -> machine.setDeadline(10_000, to, out));
        shard.advanceMs(10_000);
        commitAll();
        assertEquals("1", get("timer").toString());
    }

    @Test
    void anAnswerMaySetOffTheNextRequest() {
        lead();
        List<String> told = new ArrayList<>();
        coordinators.ask(
                partition.key(),
                Access.WRITE,
                (machine, to, now, out) -> machine.add("a", 1, to, out),
                new ReplyTo<Long>() {
                    @Override
                    public void send(Long answer) {
                        told.add("first " + answer);
                        Reply next = get("a");
                        told.add("next " + next);
                        add("a");
                    }

                    @Override
                    public void fail(io.odradek.wire.api.ErrorCode why) {
                        told.add(why.name());
                    }
                });
        shard.run();
        commitAll();
        shard.run();
        commitAll();
        assertEquals(List.of("first 1", "next 1"), told);
        assertEquals("2", get("a").toString());
    }

    @Test
    void aRecordThatCannotBeReadKeepsTheCoordinatorOut() throws LogException {
        append(new BatchBuilder().add(1, key("a"), value(1)));
        append(new BatchBuilder().add(1, key("a"), ByteBuffer.wrap(new byte[] {0, 3, 1})));
        lead();
        assertEquals("COORDINATOR_NOT_AVAILABLE", get("a").toString());
        assertEquals("COORDINATOR_NOT_AVAILABLE", add("a").toString());
        coordinators.ends(partition);
        assertEquals("NOT_COORDINATOR", get("a").toString());
    }

    @Test
    void aLogThatCouldNotBeReadIsTriedAgain() throws LogException {
        append(new BatchBuilder().add(1, key("a"), value(3)));
        partition.readsFailing = 2;
        lead();
        assertEquals("COORDINATOR_NOT_AVAILABLE", get("a").toString());
        shard.advanceMs(1_000);
        settle();
        assertEquals("COORDINATOR_NOT_AVAILABLE", get("a").toString());
        shard.advanceMs(2_000);
        settle();
        commitAll();
        assertEquals("3", get("a").toString());
    }

    @Test
    void aRecordThatMakesNoSenseKeepsTheCoordinatorOut() throws LogException {
        append(new BatchBuilder().add(1, key("a"), value(-1)));
        lead();
        assertEquals("COORDINATOR_NOT_AVAILABLE", get("a").toString());
    }

    @Test
    void recordsOfUnknownTypesAreLeftAlone() throws LogException {
        append(new BatchBuilder().add(1, ByteBuffer.wrap(new byte[] {3, 3, 9}), value(1)));
        append(new BatchBuilder().add(1, key("a"), value(4)));
        lead();
        commitAll();
        assertEquals("4", get("a").toString());
    }

    @Test
    void transactionsCountFromTheirCommitOn() throws LogException {
        append(transactional(11, "a", 3));
        append(transactional(12, "b", 4));
        append(transactional(13, "c", 5));
        append(new BatchBuilder().add(1, key("a"), value(1)));
        marker(11, true);
        marker(12, false);
        lead();
        commitAll();
        assertEquals("3", get("a").toString());
        assertEquals("0", get("b").toString());
        assertEquals("0", get("c").toString());
    }

    private static BatchBuilder transactional(long producer, String name, long value) {
        return new BatchBuilder()
                .producer(producer, (short) 0, 0)
                .transactional()
                .add(1, key(name), value(value));
    }

    private void marker(long producer, boolean commit) throws LogException {
        AppendOutcome outcome =
                partition.log.appendMarker(
                        producer, (short) 0, new TransactionMarker(commit, 0), 1, 0);
        assertTrue(outcome instanceof AppendOutcome.Appended, outcome::toString);
    }

    private void append(BatchBuilder batch) throws LogException {
        AppendOutcome outcome = partition.log.appendAsLeader(batch.build(), 1, 0);
        assertTrue(outcome instanceof AppendOutcome.Appended, outcome::toString);
    }

    private static ByteBuffer key(String name) {
        return Counters.record(name, 0).keyBytes();
    }

    private static ByteBuffer value(long value) {
        ByteBuffer bytes = Counters.record("", value).valueBytes();
        return bytes == null ? ByteBuffer.wrap("".getBytes(StandardCharsets.UTF_8)) : bytes;
    }

    @Test
    void metadataReachesEveryoneWhoServes() {
        lead();
        coordinators.metadata(
                ClusterImage.EMPTY, ImageDelta.between(ClusterImage.EMPTY, ClusterImage.EMPTY));
        assertEquals(1, machines.getLast().metadataTimes);
    }

    @Test
    void allAreAskedAndOneThatLoadsIsTold() {
        lead();
        List<Coordinators.Gathered<Long>> told = new ArrayList<>();
        Step<Counters, Long> step = (machine, to, now, out) -> machine.get("a", to, out);
        coordinators.askAll(Access.READ, step, told::add);
        assertEquals("[0]", told.getFirst().answers().toString());
        coordinators.ends(partition);
        coordinators.askAll(Access.READ, step, told::add);
        assertEquals("[]", told.get(1).answers().toString());
        assertEquals("NONE", told.get(1).error().name());
    }

    @Test
    void idsGoToThePartitionClientsExpect() {
        assertEquals(0, CoordinatorKind.partitionOf("polygenelubricants", 50), "MIN_VALUE");
        assertEquals(47, CoordinatorKind.partitionOf("group", 50));
    }
}
