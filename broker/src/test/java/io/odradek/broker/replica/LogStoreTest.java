package io.odradek.broker.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.metadata.FakeTransport;
import io.odradek.broker.support.ManualShard;
import io.odradek.controller.image.PartitionImage;
import io.odradek.log.io.NioDisk;
import io.odradek.log.partition.CheckpointFile;
import io.odradek.log.partition.LogConfig;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Partitions that come and go in orders that only a shard and its control shard can make. */
class LogStoreTest {
    private static final String TOPIC = "orders";
    private static final UUID ID = new UUID(7, 7);
    private static final PartitionKey OLD = new PartitionKey(UUID.randomUUID(), 0);
    private static final PartitionKey NEW = new PartitionKey(UUID.randomUUID(), 0);

    @TempDir private Path directory;
    private final ManualShard control = new ManualShard();
    private final NioDisk disk = new NioDisk();
    private final List<LogStore.Opened> opened = new ArrayList<>();
    private LogStore store;

    @BeforeEach
    void start() throws IOException {
        store = restarted();
    }

    private LogStore restarted() throws IOException {
        List<LogDirectory> directories = List.of(LogDirectory.scan(disk, directory, ID));
        return new LogStore(
                disk,
                directories,
                new Homes(directories, false),
                new DirectoryReports(new FakeTransport(), control, 1, () -> -1, false),
                new DirectoryFailures(
                        directories,
                        _ -> false,
                        control,
                        (_, then) -> then.run(),
                        why -> {
                            throw new AssertionError(why);
                        }),
                control,
                Runnable::run);
    }

    private void open(PartitionKey key, LogStore.Opening asked) {
        store.open(key, TOPIC, LogConfig.DEFAULT, asked, opened::add);
        control.run();
    }

    private Path log() {
        return directory.resolve(TOPIC + "-0");
    }

    @Test
    void whoLeavesBeforeItsLogWasOpenedHoldsUpNobody() {
        LogStore.Opening old = new LogStore.Opening(PartitionImage.UNASSIGNED, true);
        store.leaving(OLD, TOPIC);
        open(OLD, old);
        assertEquals(List.of(), opened);
        open(NEW, new LogStore.Opening(PartitionImage.UNASSIGNED, true));
        assertEquals(List.of(), opened);
        store.abandon(OLD, TOPIC, old);
        control.run();
        assertEquals(1, opened.size());
        assertInstanceOf(LogStore.Opened.Ready.class, opened.getFirst());
        assertTrue(Files.exists(log()));
    }

    @Test
    void whatLiesThereOfOneThatWasAbandonedIsDeleted() throws Exception {
        open(OLD, new LogStore.Opening(PartitionImage.UNASSIGNED, true));
        ((LogStore.Opened.Ready) opened.getFirst()).log().close(true);
        store = restarted();
        store.recoverAll();
        LogStore.Opening asked = new LogStore.Opening(PartitionImage.UNASSIGNED, true);
        store.leaving(OLD, TOPIC);
        open(OLD, asked);
        store.abandon(OLD, TOPIC, asked);
        control.run();
        assertFalse(Files.exists(log()));
        assertEquals(List.of(), store.takeUnclaimed());
        assertEquals(1, opened.size());
    }

    @Test
    void aNewPartitionKnowsNothingOfAnOldOneOfItsNameNotEvenAfterACrash() throws Exception {
        open(OLD, new LogStore.Opening(PartitionImage.UNASSIGNED, true));
        store.note(List.of(new LogCheckpoint(TOPIC, 0, 10, 10, 5, 7)));
        store.leaving(OLD, TOPIC);
        store.delete(OLD, TOPIC);
        control.run();
        store = restarted();
        open(NEW, new LogStore.Opening(PartitionImage.UNASSIGNED, true));
        assertEquals(0, ((LogStore.Opened.Ready) opened.getLast()).highWatermark());

        LogDirectory afterACrash = LogDirectory.scan(disk, directory, ID);
        CheckpointFile.Partition at = new CheckpointFile.Partition(TOPIC, 0);
        assertEquals(0, afterACrash.watermark(at));
        assertEquals(0, afterACrash.recoveryPoint(at));
        assertEquals(0, afterACrash.logStart(at));
        assertEquals(0, afterACrash.openInfo(at).cleanedTo());
    }

    @Test
    void oneThatIsBeingOpenedIsNotAbandoned() {
        LogStore.Opening asked = new LogStore.Opening(PartitionImage.UNASSIGNED, true);
        open(OLD, asked);
        store.leaving(OLD, TOPIC);
        store.abandon(OLD, TOPIC, asked);
        open(NEW, new LogStore.Opening(PartitionImage.UNASSIGNED, true));
        assertEquals(1, opened.size(), "the new one waits until the old one is deleted");
        store.delete(OLD, TOPIC);
        control.run();
        assertEquals(2, opened.size());
    }
}
