package io.odradek.broker.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.broker.support.ManualShard;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

final class ImageWaitsTest {
    private final ManualShard shard = new ManualShard();
    private final MetadataView view = new MetadataView();
    private final ImageWaits waits = new ImageWaits(shard, view);
    private final List<String> done = new ArrayList<>();

    private void reach(long offset) {
        ClusterImage before = view.current();
        view.publish(ImageDelta.between(before, before.apply(offset, 1, List.of())));
        shard.run();
    }

    private void until(long offset, String name) {
        waits.until(offset, 1000, () -> done.add(name));
        shard.run();
    }

    @Test
    void runsWhenTheImageHasComeSoFarAndOnlyOnce() {
        until(5, "five");
        until(3, "three");
        reach(2);
        assertEquals(List.of(), done);
        reach(4);
        assertEquals(List.of("three"), done);
        reach(9);
        assertEquals(List.of("three", "five"), done);
        shard.advanceMs(5000);
        assertEquals(List.of("three", "five"), done);
    }

    @Test
    void runsAtOnceWhenTheImageIsThereAlready() {
        reach(7);
        until(7, "now");
        assertEquals(List.of("now"), done);
    }

    @Test
    void runsAnywayWhenTimeIsUp() {
        until(5, "late");
        shard.advanceMs(999);
        assertEquals(List.of(), done);
        shard.advanceMs(1);
        assertEquals(List.of("late"), done);
        reach(5);
        assertEquals(List.of("late"), done);
    }
}
