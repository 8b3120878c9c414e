package io.odradek.tools.verifiable;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.tools.cli.Json;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** The lines of the verifiable clients, and when a record is due. */
final class VerifiablePartsTest {

    @Test
    void eventsAreLinesOfJson() {
        StringWriter text = new StringWriter();
        EventLog log = new EventLog(new PrintWriter(text), () -> 1_795_262_933_269L);
        log.event("startup_complete");
        log.event("producer_send_success", "key", null, "value", "0", "partition", 1, "offset", 6L);
        assertEquals(
                """
                {"timestamp":1795262933269,"name":"startup_complete"}
                {"timestamp":1795262933269,"name":"producer_send_success","key":null,"value":"0","partition":1,"offset":6}
                """,
                text.toString());
    }

    @Test
    void recordsAreDueAtASteadyPace() {
        Pace two = new Pace(2, 1_000);
        assertEquals(0, two.waitNanos(0, 1_000));
        assertEquals(500_000_000, two.waitNanos(1, 1_000));
        assertEquals(0, two.waitNanos(1, 700_000_000));
        assertEquals(1_500_000_000, two.waitNanos(4, 500_001_000));
        assertEquals(0, new Pace(-1, 0).waitNanos(1_000_000, 0));
        assertEquals(Long.MAX_VALUE, new Pace(0, 0).waitNanos(0, 0));
    }

    private static List<ConsumerRecord<String, String>> records(int partition, int count) {
        return LongStream.range(0, count)
                .mapToObj(offset -> new ConsumerRecord<>("t1", partition, offset, "k", "v"))
                .toList();
    }

    @Test
    void aBatchCountsNoMoreThanIsWanted() {
        Map<TopicPartition, List<ConsumerRecord<String, String>>> polled = new LinkedHashMap<>();
        polled.put(new TopicPartition("t1", 1), records(1, 3));
        polled.put(new TopicPartition("t1", 0), records(0, 4));
        polled.put(new TopicPartition("t1", 2), records(2, 4));
        ConsumedBatch batch = ConsumedBatch.of(new ConsumerRecords<>(polled, Map.of()), 5);
        assertEquals(5, batch.count());
        assertEquals(
                "[{\"topic\":\"t1\",\"partition\":1,\"count\":3,\"minOffset\":0,\"maxOffset\":2},"
                        + "{\"topic\":\"t1\",\"partition\":0,\"count\":2,\"minOffset\":0,\"maxOffset\":1}]",
                Json.write(batch.summaries()));
        assertEquals(
                "[{\"topic\":\"t1\",\"partition\":1,\"offset\":3},{\"topic\":\"t1\",\"partition\":0,\"offset\":2}]",
                Json.write(ConsumedBatch.offsets(batch.commits())));
    }
}
