package io.odradek.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.controller.state.Patience;
import io.odradek.raft.RaftConfig;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

final class ControllerConfigTest {
    private static RaftConfig raft(Map<String, String> properties) {
        List<QuorumConfig.Member> alone = List.of(new QuorumConfig.Member(1, "localhost", 9093));
        return new ControllerConfig(
                        1,
                        "cluster",
                        "localhost",
                        9093,
                        QuorumConfig.fixed(1, alone, "CONTROLLER"),
                        Path.of("/metadata"),
                        1000,
                        new Patience(9000, 1500),
                        properties)
                .raft();
    }

    @Test
    void theMetadataLogIsKeptAsConfigured() {
        RaftConfig raft =
                raft(
                        Map.of(
                                "metadata.log.segment.bytes", "4096",
                                "metadata.log.max.record.bytes.between.snapshots", "50000",
                                "metadata.log.max.snapshot.interval.ms", "60000"));
        assertEquals(4096, raft.limits().segmentBytes());
        assertEquals(new RaftConfig.Snapshots(50_000, 60_000, 10_000), raft.snapshots());
    }

    @Test
    void nothingConfiguredMeansTheDefaults() {
        RaftConfig raft = raft(Map.of());
        assertEquals(RaftConfig.Limits.DEFAULT, raft.limits());
        assertEquals(RaftConfig.Snapshots.DEFAULT, raft.snapshots());
    }

    @Test
    void anIntervalOfZeroNeverMakesASnapshot() {
        RaftConfig raft = raft(Map.of("metadata.log.max.snapshot.interval.ms", "0"));
        assertEquals(RaftConfig.Snapshots.NEVER_MS, raft.snapshots().ageMs());
    }
}
