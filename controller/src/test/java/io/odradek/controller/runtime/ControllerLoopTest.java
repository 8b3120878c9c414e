package io.odradek.controller.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.record.Records;
import io.odradek.controller.runtime.LivenessProbe.Verdict;
import io.odradek.controller.state.ControllerSettings;
import io.odradek.controller.state.ControllerState;
import io.odradek.controller.state.ControllerState.Command;
import io.odradek.controller.state.CreateTopics;
import io.odradek.controller.state.Heartbeat;
import io.odradek.controller.state.Invariants;
import io.odradek.controller.state.Patience;
import io.odradek.controller.state.Registration;
import io.odradek.wire.control.metadata.MetadataBatch;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;

final class ControllerLoopTest {
    private static final ControllerSettings SETTINGS = ControllerSettings.of("cluster", Map.of());

    private final ManualShard shard = new ManualShard();
    private final ControllerLoop loop =
            new ControllerLoop(shard, SETTINGS, new SplittableRandom(1));
    private final Map<Integer, Verdict> verdicts = new HashMap<>();
    private final List<Integer> probed = new ArrayList<>();
    private final Watch watch =
            new Watch(
                    shard,
                    loop,
                    (broker, answer) -> {
                        probed.add(broker.id());
                        answer.accept(verdicts.getOrDefault(broker.id(), Verdict.SILENT));
                    });
    private final ScriptedRaft raft = new ScriptedRaft(loop);
    private long nextStream;

    @BeforeEach
    void lead() {
        loop.attach(raft);
        raft.gain(1);
        raft.commitAll();
    }

    private <R> List<Answer<R>> submit(Command<R> command) {
        List<Answer<R>> answers = new ArrayList<>();
        loop.submit(command, answers::add);
        return answers;
    }

    private <R> R done(List<Answer<R>> answers) {
        raft.commitAll();
        assertEquals(1, answers.size());
        if (answers.getFirst() instanceof Answer.Done<R>(R value)) {
            return value;
        }
        throw new AssertionError(answers.toString());
    }

    private long join(int id) {
        long stream = nextStream++;
        Registration.Reply reply =
                done(
                        submit(
                                ControllerState.register(
                                        new Registration(
                                                "cluster",
                                                id,
                                                new UUID(id, id),
                                                List.of(
                                                        new BrokerImage.Endpoint(
                                                                "P", "h", 1, "PLAINTEXT")),
                                                "",
                                                List.of(),
                                                new Patience(9_000, 1_500),
                                                -1,
                                                false,
                                                stream))));
        done(
                submit(
                        ControllerState.heartbeat(
                                new Heartbeat(
                                        id,
                                        reply.brokerEpoch(),
                                        loop.committed().offset(),
                                        false,
                                        false,
                                        List.of()))));
        return stream;
    }

    private static Command<List<CreateTopics.Result>> create(String name, int... replicas) {
        List<Integer> brokers = new ArrayList<>();
        for (int replica : replicas) {
            brokers.add(replica);
        }
        return ControllerState.createTopics(
                new CreateTopics(
                        List.of(
                                new CreateTopics.NewTopic(
                                        name,
                                        -1,
                                        -1,
                                        List.of(new CreateTopics.Assignment(0, brokers)),
                                        Map.of())),
                        false));
    }

    private PartitionImage partition(String topic) {
        return loop.committed().topic(topic).orElseThrow().partitions().get(0);
    }

    private BrokerImage broker(int id) {
        return Objects.requireNonNull(loop.committed().brokers().get(id));
    }

    @Test
    void anAnswerWaitsForTheCommit() {
        join(1);
        var answers = submit(create("t", 1));
        assertTrue(answers.isEmpty());
        assertTrue(loop.committed().topic("t").isEmpty());
        raft.commitAll();
        assertInstanceOf(Answer.Done.class, answers.getFirst());
        assertTrue(loop.committed().topic("t").isPresent());
    }

    @Test
    void anAnswerThatRestsOnAnUncommittedDecisionWaitsForItToo() {
        join(1);
        submit(create("t", 1));
        var second = submit(create("t", 1));
        assertTrue(second.isEmpty());
        raft.commitAll();
        assertEquals(1, second.size());
    }

    @Test
    void decisionsSeeWhatWasDecidedBeforeThemAndNotYetCommitted() {
        join(1);
        submit(create("t", 1));
        CreateTopics.Result second = done(submit(create("t", 1))).getFirst();
        assertTrue(second.error().message().contains("already exists"));
    }

    @Test
    void whatWasNotCommittedIsUndoneWhenLeadershipIsLost() {
        join(1);
        var answers = submit(create("t", 1));
        raft.lose(2);
        assertEquals(new Answer.NotLeader<List<CreateTopics.Result>>(2, 2), answers.getFirst());
        raft.truncate();
        raft.gain(3);
        raft.commitAll();
        assertTrue(loop.committed().topic("t").isEmpty());
        assertEquals("t", done(submit(create("t", 1))).getFirst().name());
        assertTrue(loop.committed().topic("t").isPresent());
    }

    @Test
    void whatTurnsOutCommittedAfterLeadershipWasLostCounts() {
        join(1);
        submit(create("t", 1));
        raft.lose(2);
        raft.commitAll();
        assertTrue(loop.committed().topic("t").isPresent());
        var answers = submit(create("u", 1));
        assertEquals(new Answer.NotLeader<List<CreateTopics.Result>>(2, 2), answers.getFirst());
    }

    @Test
    void aBusyLogLeavesNoTrace() {
        join(1);
        raft.busy = true;
        assertInstanceOf(Answer.Busy.class, submit(create("t", 1)).getFirst());
        raft.busy = false;
        assertTrue(!done(submit(create("t", 1))).getFirst().error().isError());
    }

    @Test
    void aCommandThatFailsHurtsNobodyElse() {
        Command<String> broken =
                (state, now, next) -> {
                    throw new IllegalStateException("bug");
                };
        assertEquals(new Answer.Failed<String>("bug"), submit(broken).getFirst());
        join(1);
    }

    @Test
    void aBatchThatBreaksTheLawStopsTheNode() {
        join(1);
        done(submit(create("t", 1)));
        byte[] foreign =
                MetadataBatch.newBuilder()
                        .addRecords(Records.fenced(1, broker(1).epoch() + 1))
                        .build()
                        .toByteArray();
        assertThrows(IllegalStateException.class, () -> loop.apply(99, 1, foreign));
        byte[] wrong =
                MetadataBatch.newBuilder()
                        .addRecords(Records.producerIds(1, 1, -5))
                        .build()
                        .toByteArray();
        assertThrows(Invariants.Violation.class, () -> loop.apply(99, 1, wrong));
    }

    @Test
    void aSnapshotRebuildsTheState() {
        join(1);
        done(submit(create("t", 1)));
        ControllerLoop other = new ControllerLoop(shard, SETTINGS, new SplittableRandom(2));
        other.restore(loop.committed().offset(), loop.committed().epoch(), loop.snapshot());
        assertEquals(loop.committed(), other.committed());
    }

    @Test
    void subscribersGetWhatTheyMissAndThenWhatComes() {
        join(1);
        RecordingSubscriber early = new RecordingSubscriber();
        loop.subscribe(early, -1);
        assertEquals(loop.committed(), early.image);
        assertEquals(0, early.snapshotParts());
        var answers = submit(create("t", 1));
        assertTrue(early.image.topic("t").isEmpty());
        done(answers);
        assertEquals(loop.committed(), early.image);
        raft.lose(2);
        assertEquals(2, early.redirectedTo);
        RecordingSubscriber late = new RecordingSubscriber();
        loop.subscribe(late, -1);
        assertEquals(2, late.redirectedTo);
    }

    @Test
    void aSubscriberThatIsTooSlowForTheRecentChangesGetsASnapshotInParts() {
        join(1);
        RecordingSubscriber slow = new RecordingSubscriber();
        loop.subscribe(slow, -1);
        slow.credit = 0;
        int changes = slow.updates.size();
        for (int i = 0; i < 30; i++) {
            done(
                    submit(
                            ControllerState.createTopics(
                                    new CreateTopics(
                                            List.of(
                                                    new CreateTopics.NewTopic(
                                                            "t" + i, 9_000, 1, List.of(),
                                                            Map.of())),
                                            false))));
        }
        assertEquals(changes, slow.updates.size());
        while (slow.image.offset() < loop.committed().offset()) {
            int before = slow.updates.size();
            slow.credit = 1;
            loop.pump(slow);
            assertEquals(before + 1, slow.updates.size(), "stuck");
        }
        assertTrue(slow.snapshotParts() > 1);
        slow.credit = 10;
        done(submit(create("last", 1)));
        assertTrue(slow.updates.getLast().hasChange());
        assertEquals(loop.committed(), slow.image);
    }

    @Test
    void aRestoredNodeServesSnapshotsToThoseBehindIt() {
        join(1);
        raft.lose(2);
        loop.restore(50, 2, loop.snapshot());
        raft.installed(50);
        raft.gain(3);
        RecordingSubscriber reader = new RecordingSubscriber();
        loop.subscribe(reader, 3);
        assertEquals(1, reader.snapshotParts());
        assertEquals(loop.committed(), reader.image);
        RecordingSubscriber current = new RecordingSubscriber();
        loop.subscribe(current, 50);
        assertTrue(current.updates.isEmpty());
    }

    @Test
    void theEndOfAStreamFencesEvenWhenTheLogWasBusyAtThatMoment() {
        long stream = join(1);
        join(2);
        done(submit(create("t", 1, 2)));
        raft.busy = true;
        watch.streamEnded(1, stream);
        shard.advanceMs(200);
        raft.busy = false;
        shard.advanceMs(100);
        raft.commitAll();
        assertTrue(broker(1).fenced());
        assertEquals(2, partition("t").leader());
    }

    @Test
    void aNewLeaderFencesAtOnceWhoDiedWithItsController() {
        join(1);
        join(2);
        done(submit(create("t", 2, 1)));
        raft.lose(2);
        watch.peerGone(2);
        raft.gain(3);
        raft.commitAll();
        assertTrue(broker(2).fenced());
        assertEquals(1, partition("t").leader());
    }

    @Test
    void aPeerThatIsSeenToBeGoneJustAfterTheTakeoverIsFencedThen() {
        join(1);
        join(2);
        raft.lose(2);
        raft.gain(3);
        watch.peerGone(2);
        watch.peerGone(7);
        raft.commitAll();
        assertTrue(broker(2).fenced());
    }

    @Test
    void aNewLeaderKnocksAtThoseWhoDoNotComeAndFencesOnlyTheRefused() {
        join(1);
        join(2);
        join(3);
        raft.lose(2);
        verdicts.put(1, Verdict.REFUSED);
        verdicts.put(2, Verdict.ANSWERED);
        raft.gain(3);
        shard.advanceMs(299);
        assertTrue(probed.isEmpty());
        shard.advanceMs(10);
        raft.commitAll();
        assertEquals(List.of(1, 2, 3), probed.stream().sorted().toList());
        assertTrue(broker(1).fenced());
        assertTrue(!broker(2).fenced() && !broker(3).fenced());
        shard.advanceMs(8_500);
        raft.commitAll();
        assertTrue(!broker(2).fenced() && !broker(3).fenced());
        shard.advanceMs(500);
        raft.commitAll();
        assertTrue(broker(2).fenced() && broker(3).fenced());
    }

    @Test
    void anAnswerToAKnockOfAFormerTermIsIgnored() {
        join(1);
        verdicts.put(1, Verdict.REFUSED);
        raft.lose(2);
        raft.gain(3);
        raft.lose(2);
        shard.advanceMs(1000);
        raft.commitAll();
        assertTrue(!broker(1).fenced());
    }

    @Test
    void silenceIsNoticedByTheTick() {
        join(1);
        shard.advanceMs(8_900);
        raft.commitAll();
        assertTrue(!broker(1).fenced());
        shard.advanceMs(200);
        raft.commitAll();
        assertTrue(broker(1).fenced());
    }

    @Test
    void aClusterWithAnotherIdIsNotTouched() {
        ControllerLoop foreign =
                new ControllerLoop(
                        shard, ControllerSettings.of("other", Map.of()), new SplittableRandom(1));
        ScriptedRaft log = new ScriptedRaft(foreign);
        foreign.attach(log);
        foreign.restore(9, 1, loop.snapshot());
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> log.gain(2));
        assertTrue(String.valueOf(refusal.getMessage()).contains("other"));
    }
}
