package io.odradek.controller.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.controller.image.ConfigResource;
import io.odradek.controller.state.AlterConfigs.Kind;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

final class ConfigsTest {
    private static final ConfigResource TOPIC = ConfigResource.topic("t");

    private final Harness harness = Harness.ofThree(1);

    ConfigsTest() {
        harness.create("t", 1, 2, 3);
    }

    private ApiError alter(String key, Kind kind, @Nullable String value) {
        return harness.alterConfig(TOPIC, key, kind, value);
    }

    private Map<String, String> configs() {
        return harness.image().configsOf(TOPIC);
    }

    @Test
    void aConfigIsSetReplacedAndRemoved() {
        assertEquals(ErrorCode.NONE, alter("retention.ms", Kind.SET, "1000").code());
        assertEquals(Map.of("retention.ms", "1000"), configs());
        alter("retention.ms", Kind.SET, "2000");
        assertEquals(Map.of("retention.ms", "2000"), configs());
        alter("retention.ms", Kind.SET, "2000");
        assertTrue(harness.last.isEmpty());
        alter("retention.ms", Kind.DELETE, null);
        assertEquals(Map.of(), configs());
        alter("retention.ms", Kind.DELETE, null);
        assertTrue(harness.last.isEmpty());
    }

    @Test
    void listsGrowFromTheirEffectiveValueAndShrink() {
        alter("cleanup.policy", Kind.APPEND, "compact");
        assertEquals("delete,compact", configs().get("cleanup.policy"));
        alter("cleanup.policy", Kind.APPEND, "compact");
        assertTrue(harness.last.isEmpty());
        alter("cleanup.policy", Kind.SUBTRACT, "delete");
        assertEquals("compact", configs().get("cleanup.policy"));
        ApiError error = alter("retention.ms", Kind.APPEND, "1");
        assertEquals(ErrorCode.INVALID_CONFIG, error.code());
        assertTrue(error.message().contains("not a list"));
    }

    @Test
    void theLegacyRequestReplacesEverything() {
        alter("retention.ms", Kind.SET, "1000");
        alter("retention.bytes", Kind.SET, "7");
        harness.run(
                ControllerState.alterConfigs(
                        new AlterConfigs(
                                List.of(
                                        new AlterConfigs.Item(
                                                TOPIC,
                                                List.of(
                                                        new AlterConfigs.Operation(
                                                                "retention.bytes",
                                                                Kind.SET,
                                                                "8")))),
                                true,
                                false)));
        assertEquals(Map.of("retention.bytes", "8"), configs());
    }

    @Test
    void oneBadConfigRefusesItsResourceAndNoOther() {
        harness.create("u", 1);
        List<AlterConfigs.Result> results =
                harness.run(
                        ControllerState.alterConfigs(
                                new AlterConfigs(
                                        List.of(
                                                item(TOPIC, "retention.ms", "1", "nonsense", "1"),
                                                item(
                                                        ConfigResource.topic("u"),
                                                        "retention.ms",
                                                        "1",
                                                        "retention.bytes",
                                                        "2"),
                                                item(
                                                        ConfigResource.topic("none"),
                                                        "retention.ms",
                                                        "1",
                                                        "retention.bytes",
                                                        "2")),
                                        false,
                                        false)));
        assertEquals(
                List.of(
                        ErrorCode.INVALID_CONFIG,
                        ErrorCode.NONE,
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION),
                results.stream().map(r -> r.error().code()).toList());
        assertEquals(Map.of(), configs());
        assertEquals(2, harness.image().configsOf(ConfigResource.topic("u")).size());
    }

    private static AlterConfigs.Item item(
            ConfigResource resource, String k1, String v1, String k2, String v2) {
        return new AlterConfigs.Item(
                resource,
                List.of(
                        new AlterConfigs.Operation(k1, Kind.SET, v1),
                        new AlterConfigs.Operation(k2, Kind.SET, v2)));
    }

    @Test
    void aKeyTwiceForOneResourceIsRefused() {
        AlterConfigs twice =
                new AlterConfigs(
                        List.of(item(TOPIC, "retention.ms", "1", "retention.ms", "2")),
                        false,
                        false);
        assertEquals(
                ErrorCode.INVALID_REQUEST,
                harness.run(ControllerState.alterConfigs(twice)).getFirst().error().code());
    }

    @Test
    void validateOnlyChangesNothing() {
        AlterConfigs request =
                new AlterConfigs(
                        List.of(item(TOPIC, "retention.ms", "1", "retention.bytes", "2")),
                        false,
                        true);
        assertEquals(
                ErrorCode.NONE,
                harness.run(ControllerState.alterConfigs(request)).getFirst().error().code());
        assertTrue(harness.last.isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "min.insync.replicas|0|at least 1",
                "segment.bytes|1000|at least 1048576",
                "cleanup.policy|shrink|delete and compact",
                "cleanup.policy|delete,delete|twice",
                "compression.type|brotli|one of",
                "min.cleanable.dirty.ratio|1.5|between 0 and 1",
                "unclean.leader.election.enable|yes|true or false",
                "compression.gzip.level|0|at least 1",
                "compression.zstd.level|23|at most 22",
                "message.timestamp.type|Now|one of",
                "leader.replication.throttled.replicas|1-2|partition:broker",
                "follower.replication.throttled.replicas|none|partition:broker",
                "segmentbytes|1|did you mean segment.bytes",
                "message.format.version|3.0|Unknown topic config name",
                "remote.storage.enable|true|no tiered storage",
            })
    void badValuesAreRefusedInWords(String key, String value, String part) {
        ApiError error = alter(key, Kind.SET, value);
        assertEquals(ErrorCode.INVALID_CONFIG, error.code());
        assertTrue(error.message().contains(part), error.message());
        assertTrue(harness.last.isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "compression.gzip.level|-1",
                "cleanup.policy|compact, delete",
                "retention.bytes|-1",
                "leader.replication.throttled.replicas|*",
                "leader.replication.throttled.replicas|0:1,1:2",
                "leader.replication.throttled.replicas|0:1,",
                "unclean.leader.election.enable|TRUE",
                "compression.zstd.level|-5",
                "internal.segment.bytes|4096",
            })
    void goodValuesAreTaken(String key, String value) {
        assertEquals(ErrorCode.NONE, alter(key, Kind.SET, value).code());
        assertEquals(value, configs().get(key));
    }

    @Test
    void minInsyncReplicasIsOneForAllBrokersAndStays() {
        String key = "min.insync.replicas";
        assertEquals(
                ErrorCode.INVALID_CONFIG,
                harness.alterConfig(ConfigResource.broker(1), key, Kind.SET, "2").code());
        assertEquals(
                ErrorCode.INVALID_CONFIG,
                harness.alterConfig(ConfigResource.brokerDefault(), key, Kind.DELETE, null).code());
        assertEquals(
                ErrorCode.NONE,
                harness.alterConfig(ConfigResource.brokerDefault(), key, Kind.SET, "3").code());
    }

    @Test
    void brokerConfigsAreKeptForBrokersToUnderstand() {
        assertEquals(
                ErrorCode.NONE,
                harness.alterConfig(ConfigResource.broker(1), "num.io.threads", Kind.SET, "9")
                        .code());
        assertEquals(
                Map.of("num.io.threads", "9"), harness.image().configsOf(ConfigResource.broker(1)));
        assertEquals(
                ErrorCode.INVALID_REQUEST,
                harness.alterConfig(
                                new ConfigResource(ConfigResource.Type.BROKER, "one"),
                                "num.io.threads",
                                Kind.SET,
                                "9")
                        .code());
        assertEquals(
                ErrorCode.INVALID_CONFIG,
                harness.alterConfig(
                                ConfigResource.brokerDefault(), "log.retention.ms", Kind.SET, "x")
                        .code());
    }

    @Test
    void whatANodeIsCannotBeChangedWhileItRuns() {
        for (String key : List.of("node.id", "log.dirs", "authorizer.class.name")) {
            assertEquals(
                    ErrorCode.INVALID_REQUEST,
                    harness.alterConfig(ConfigResource.broker(1), key, Kind.SET, "7").code());
        }
        assertTrue(harness.image().configsOf(ConfigResource.broker(1)).isEmpty());
        // An older version may have let it in.
        assertEquals(
                ErrorCode.NONE,
                harness.alterConfig(ConfigResource.broker(1), "node.id", Kind.DELETE, null).code());
    }

    @Test
    void theFirstLeaderWritesWhatTheClusterIs() {
        Harness fresh = new Harness(Map.of("min.insync.replicas", "2"));
        assertEquals(Harness.CLUSTER_ID, fresh.image().clusterId());
        assertEquals(33, fresh.image().features().get("metadata.version"));
        assertEquals(
                "2",
                fresh.image().configsOf(ConfigResource.brokerDefault()).get("min.insync.replicas"));
        fresh.takeover();
        fresh.run(ControllerState.bootstrap());
        assertTrue(fresh.last.isEmpty());
    }

    @Test
    void producerIdsComeInBlocks() {
        long epoch = harness.broker(1).epoch();
        ProducerIds.Reply first = harness.run(ControllerState.allocateProducerIds(1, epoch));
        ProducerIds.Reply second = harness.run(ControllerState.allocateProducerIds(1, epoch));
        assertEquals(0, first.firstProducerId());
        assertEquals(1000, first.count());
        assertEquals(1000, second.firstProducerId());
        assertEquals(
                ErrorCode.STALE_BROKER_EPOCH,
                harness.run(ControllerState.allocateProducerIds(1, epoch - 1)).error().code());
    }
}
