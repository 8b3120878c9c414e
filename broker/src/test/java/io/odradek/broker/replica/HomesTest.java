package io.odradek.broker.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.broker.replica.Homes.Home;
import io.odradek.controller.image.PartitionImage;
import io.odradek.log.io.NioDisk;
import io.odradek.log.partition.CheckpointFile.Partition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

final class HomesTest {
    private static final UUID NOBODY = PartitionImage.UNASSIGNED;
    private static final UUID OTHER = new UUID(9, 9);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path root;

    private LogDirectory directory(int number, String... partitions) throws IOException {
        Path path = Files.createDirectories(root.resolve("d" + number));
        for (String partition : partitions) {
            Files.createDirectory(path.resolve(partition));
        }
        return LogDirectory.scan(new NioDisk(), path, new UUID(1, number));
    }

    private static Partition at(int partition) {
        return new Partition("t", partition);
    }

    @Test
    void newReplicasGoWhereThereAreFewest() throws Exception {
        LogDirectory full = directory(1, "t-0", "t-1");
        LogDirectory empty = directory(2);
        Homes homes = new Homes(List.of(full, empty), false);
        Set<Path> used = new TreeSet<>();
        for (int p = 2; p < 4; p++) {
            used.add(((Home.In) homes.find(at(p), NOBODY, true)).directory().path());
        }
        assertEquals(Set.of(empty.path()), used);
        empty.takeOffline();
        assertEquals(new Home.In(full), homes.find(at(4), NOBODY, true));
        assertEquals(new Home.Offline(empty.id()), homes.find(at(3), NOBODY, false));
    }

    @Test
    void metadataSaysWhereAReplicaIsThatIsNotThere() throws Exception {
        LogDirectory one = directory(1);
        LogDirectory two = directory(2);
        Homes homes = new Homes(List.of(one, two), false);
        assertEquals(new Home.In(two), homes.find(at(0), two.id(), false));
        one.takeOffline();
        assertEquals(new Home.Offline(one.id()), homes.find(at(1), one.id(), false));
    }

    @Test
    void whatMayBeInAnUnreadableDirectoryDoesNotBeginAnew() throws Exception {
        LogDirectory one = directory(1, "t-0");
        Homes homes = new Homes(List.of(one), true);
        assertEquals(new Home.In(one), homes.find(at(0), OTHER, false));
        assertEquals(new Home.Offline(OTHER), homes.find(at(1), OTHER, false));
        assertEquals(new Home.Offline(PartitionImage.LOST), homes.find(at(2), NOBODY, false));
        assertEquals(new Home.In(one), homes.find(at(2), NOBODY, true));
    }

    @Test
    void whatWasInADirectoryThatIsGoneBeginsAnew() throws Exception {
        LogDirectory one = directory(1);
        Homes homes = new Homes(List.of(one), false);
        assertEquals(new Home.In(one), homes.find(at(0), OTHER, false));
    }

    @Test
    void ofTwoCopiesTheOneThatMetadataKnowsCounts() throws Exception {
        LogDirectory one = directory(1, "t-0", "t-1", "t-2");
        LogDirectory two = directory(2, "t-0", "t-1", "t-2");
        Homes homes = new Homes(List.of(one, two), false);
        homes.settle(
                (at, directory) -> !at.equals(at(2)) || directory == two,
                at -> at.equals(at(0)) ? two.id() : NOBODY);
        assertEquals(two, homes.of(at(0)));
        assertEquals(one, homes.of(at(1)));
        assertEquals(two, homes.of(at(2)));
    }
}
