package io.odradek.broker.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.support.ManualShard;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageRecords;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.control.Change;
import io.odradek.wire.control.MetadataUpdate;
import io.odradek.wire.control.SnapshotPart;
import io.odradek.wire.control.metadata.MetadataRecord;

import org.junit.jupiter.api.Test;
import org.pcollections.TreePVector;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

final class MetadataFollowerTest {
    private static final long RETRY_MS = 20;

    private final ManualShard shard = new ManualShard();
    private final FakeTransport transport = new FakeTransport();
    private final MetadataView view = new MetadataView();
    private final List<Throwable> fatal = new ArrayList<>();
    private final MetadataFollower follower =
            new MetadataFollower(shard, transport, view, "cluster", 1, RETRY_MS, fatal::add);

    private static TopicImage topic(String name, long id) {
        return new TopicImage(
                new UUID(9, id),
                name,
                TreePVector.singleton(
                        new PartitionImage(
                                0,
                                List.of(1),
                                List.of(1),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                1,
                                0,
                                0,
                                false)));
    }

    private void start() {
        follower.start();
        shard.run();
    }

    private void receive(MetadataUpdate.Builder update) {
        transport.metadata.getLast().incoming.message(update.build());
        shard.run();
    }

    private void snapshot(long offset, boolean first, boolean last, List<MetadataRecord> records) {
        receive(
                MetadataUpdate.newBuilder()
                        .setSnapshot(
                                SnapshotPart.newBuilder()
                                        .setOffset(offset)
                                        .setTerm(1)
                                        .setFirst(first)
                                        .setLast(last)
                                        .addAllRecords(records)));
    }

    private void change(long offset, List<MetadataRecord> records) {
        receive(
                MetadataUpdate.newBuilder()
                        .setChange(
                                Change.newBuilder()
                                        .setOffset(offset)
                                        .setTerm(1)
                                        .addAllRecords(records)));
    }

    @Test
    void aSnapshotInPartsShowsOnlyWhenItIsWhole() {
        start();
        snapshot(5, true, false, ImageRecords.topic(topic("a", 1)));
        assertEquals(-1, view.current().offset());
        snapshot(5, false, true, ImageRecords.topic(topic("b", 2)));
        assertEquals(5, view.current().offset());
        assertEquals(2, view.current().topics().size());
    }

    @Test
    void changesApplyInOrderAndOldOnesAreSkipped() {
        List<Long> seen = new ArrayList<>();
        view.addListener((image, delta) -> seen.add(image.offset()));
        start();
        change(1, ImageRecords.topic(topic("a", 1)));
        change(1, ImageRecords.topic(topic("a", 1)));
        change(4, ImageRecords.topic(topic("b", 2)));
        assertEquals(List.of(1L, 4L), seen);
        assertTrue(view.current().topic("b").isPresent());
    }

    @Test
    void aBrokenStreamIsReopenedWhereItEnded() {
        start();
        assertEquals(-1, transport.metadata.getLast().last().getAfterOffset());
        change(7, ImageRecords.topic(topic("a", 1)));
        transport.metadata.getLast().incoming.ended("reset");
        shard.advanceMs(RETRY_MS);
        assertEquals(2, transport.metadata.size());
        assertEquals(7, transport.metadata.getLast().last().getAfterOffset());
    }

    @Test
    void aSnapshotThatBreaksOffIsForgotten() {
        start();
        snapshot(5, true, false, ImageRecords.topic(topic("a", 1)));
        transport.metadata.getLast().incoming.ended("reset");
        shard.advanceMs(RETRY_MS);
        snapshot(6, true, true, ImageRecords.topic(topic("b", 2)));
        assertEquals(1, view.current().topics().size());
        assertEquals(ClusterImage.EMPTY.configs(), view.current().configs());
    }

    @Test
    void metadataThatDoesNotFitIsFatal() {
        start();
        change(1, List.of(MetadataRecord.getDefaultInstance()));
        assertEquals(1, fatal.size());
        assertEquals(-1, view.current().offset());
    }
}
