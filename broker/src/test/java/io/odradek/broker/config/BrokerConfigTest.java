package io.odradek.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

final class BrokerConfigTest {

    private static String refusal(String key, String value) {
        return String.valueOf(
                assertThrows(ConfigException.class, () -> BrokerConfig.of(Map.of(key, value)))
                        .getMessage());
    }

    @Test
    void everyDefaultParses() {
        BrokerConfig empty = BrokerConfig.of(Map.of());
        for (ConfigKey<?> key : BrokerKeys.all().values()) {
            assertEquals(key.defaultText() == null, empty.find(key).isEmpty(), key.name());
            assertFalse(key.doc().isBlank(), key.name());
        }
    }

    @Test
    void valuesAreParsedAndBlanksAroundThemIgnored() {
        BrokerConfig config =
                BrokerConfig.of(Map.of("num.partitions", " 7 ", "log.dirs", "/a , /b,"));
        assertEquals(7, config.get(ReplicationKeys.NUM_PARTITIONS));
        assertEquals(List.of("/a", "/b"), config.get(LogKeys.LOG_DIRS));
        assertTrue(config.isSet(ReplicationKeys.NUM_PARTITIONS));
        assertFalse(config.isSet(ReplicationKeys.MIN_INSYNC));
    }

    @Test
    void aBadValueIsRefusedWithKeyTextAndRule() {
        assertEquals(
                "num.partitions is 'many': it must be a whole number.",
                refusal("num.partitions", "many"));
        assertEquals(
                "num.partitions is '0': it must be 1 or more.", refusal("num.partitions", "0"));
        assertEquals(
                "auto.create.topics.enable is 'yes': it must be true or false.",
                refusal("auto.create.topics.enable", "yes"));
        assertEquals(
                "log.flush.policy is 'fast': it must be sync or page-cache.",
                refusal("log.flush.policy", "fast"));
        assertEquals(
                "listeners is ':9092': ':9092' must have the form NAME://host:port.",
                refusal("listeners", ":9092"));
        assertEquals(
                "listeners is 'A://h:99999': the port of 'h:99999' must be from 0 to 65535.",
                refusal("listeners", "A://h:99999"));
        assertEquals(
                "controller.quorum.voters is 'one@h:1': 'one@h:1' must have the form id@host:port.",
                refusal("controller.quorum.voters", "one@h:1"));
        assertEquals(
                "compression.type is 'brotli': it must be one of uncompressed, zstd, lz4, snappy,"
                        + " gzip, producer.",
                refusal("compression.type", "brotli"));
    }

    @Test
    void aMisspeltKeyIsRefusedWithWhatWasMeant() {
        assertEquals(
                "num.partition is not a known key; did you mean num.partitions?",
                refusal("num.partition", "1"));
        assertEquals(
                "advertised.listener is not a known key; did you mean advertised.listeners?",
                refusal("advertised.listener", "x"));
        assertEquals(
                "completely.unlike.anything is not a known key; remove it.",
                refusal("completely.unlike.anything", "x"));
    }

    @Test
    void aKeyOfZooKeepersTimeIsRefusedWithTheNewWay() {
        assertTrue(
                refusal("zookeeper.connect", "localhost:2181")
                        .contains("controller.quorum.voters"));
        assertTrue(refusal("zookeeper.set.acl", "true").contains("time of ZooKeeper"));
        assertTrue(refusal("advertised.host.name", "h").contains("advertised.listeners"));
    }

    @Test
    void keysOfApacheThatAreNotSupportedAreIgnoredWithAWarning() {
        BrokerConfig config =
                BrokerConfig.of(
                        Map.of(
                                "log.cleaner.io.buffer.size", "4096",
                                "ssl.keystore.location", "/x",
                                "listener.name.external.ssl.keystore.location", "/y",
                                "transaction.state.log.replication.factor", "1",
                                "num.partitions", "3"));
        assertEquals(
                List.of(
                        "listener.name.external.ssl.keystore.location is not supported yet:"
                                + " ignored.",
                        "log.cleaner.io.buffer.size has no effect in this version.",
                        "ssl.keystore.location is not supported yet: ignored.",
                        "transaction.state.log.replication.factor is not supported yet:"
                                + " ignored."),
                config.warnings());
    }

    @Test
    void whatIsNotSetAndHasNoDefaultIsAskedForInASentence() {
        String message =
                String.valueOf(
                        assertThrows(
                                        ConfigException.class,
                                        () -> BrokerConfig.of(Map.of()).get(NodeKeys.ROLES))
                                .getMessage());
        assertTrue(message.startsWith("process.roles is not set"), message);
    }
}
