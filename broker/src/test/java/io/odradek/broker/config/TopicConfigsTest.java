package io.odradek.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ConfigResource;
import io.odradek.controller.image.ImageRecords;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

final class TopicConfigsTest {
    private static ClusterImage with(ClusterImage image, ConfigResource r, String k, String v) {
        return image.apply(image.offset() + 1, 1, List.of(ImageRecords.config(r, k, v)));
    }

    @Test
    void theNearestValueCounts() {
        TopicConfigs configs =
                new TopicConfigs(BrokerConfig.of(Map.of("log.segment.bytes", "2000000")), 1);
        ClusterImage image = ClusterImage.EMPTY;
        assertEquals(2_000_000, configs.effective(image, "t", TopicKeys.SEGMENT_BYTES));
        image = with(image, ConfigResource.brokerDefault(), "log.segment.bytes", "3000000");
        assertEquals(3_000_000, configs.effective(image, "t", TopicKeys.SEGMENT_BYTES));
        image = with(image, ConfigResource.broker(2), "log.segment.bytes", "9000000");
        image = with(image, ConfigResource.broker(1), "log.segment.bytes", "4000000");
        assertEquals(4_000_000, configs.effective(image, "t", TopicKeys.SEGMENT_BYTES));
        image = with(image, ConfigResource.topic("t"), "segment.bytes", " 5000000 ");
        assertEquals(5_000_000, configs.effective(image, "t", TopicKeys.SEGMENT_BYTES));
        assertEquals(4_000_000, configs.effective(image, "u", TopicKeys.SEGMENT_BYTES));
        assertEquals(
                List.of(
                        ConfigSource.TOPIC,
                        ConfigSource.DYNAMIC_BROKER,
                        ConfigSource.DYNAMIC_DEFAULT_BROKER,
                        ConfigSource.STATIC_BROKER,
                        ConfigSource.DEFAULT),
                configs.candidates(image, "t", TopicKeys.SEGMENT_BYTES).stream()
                        .map(TopicConfigs.Candidate::source)
                        .toList());
    }

    @Test
    void hoursAndMinutesBecomeMilliseconds() {
        TopicConfigs hours =
                new TopicConfigs(BrokerConfig.of(Map.of("log.retention.hours", "2")), 1);
        assertEquals(7_200_000L, hours.effective(ClusterImage.EMPTY, "t", TopicKeys.RETENTION_MS));
        TopicConfigs both =
                new TopicConfigs(
                        BrokerConfig.of(
                                Map.of(
                                        "log.retention.hours", "2",
                                        "log.retention.minutes", "1")),
                        1);
        assertEquals(60_000L, both.effective(ClusterImage.EMPTY, "t", TopicKeys.RETENTION_MS));
        TopicConfigs forever =
                new TopicConfigs(BrokerConfig.of(Map.of("log.retention.hours", "-1")), 1);
        assertEquals(-1L, forever.effective(ClusterImage.EMPTY, "t", TopicKeys.RETENTION_MS));
    }

    @Test
    void everyTopicConfigHasADefaultThatParses() {
        TopicConfigs configs = new TopicConfigs(BrokerConfig.of(Map.of()), 1);
        assertFalse(TopicKeys.all().isEmpty());
        for (TopicKey<?> key : TopicKeys.all().values()) {
            assertNotNull(configs.effective(ClusterImage.EMPTY, "t", key), key.name());
        }
    }
}
