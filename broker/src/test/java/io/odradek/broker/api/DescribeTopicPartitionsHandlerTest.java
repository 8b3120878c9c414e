package io.odradek.broker.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.metadata.MetadataView;
import io.odradek.controller.image.PartitionImage;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.DescribeTopicPartitionsRequest;
import io.odradek.wire.message.DescribeTopicPartitionsRequest.Cursor;
import io.odradek.wire.message.DescribeTopicPartitionsRequest.TopicRequest;
import io.odradek.wire.message.DescribeTopicPartitionsResponse;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

final class DescribeTopicPartitionsHandlerTest {
    private static PartitionImage[] partitions(int count) {
        PartitionImage[] all = new PartitionImage[count];
        for (int i = 0; i < count; i++) {
            all[i] = Images.partition(i, 1, 1);
        }
        return all;
    }

    private final MetadataView view =
            Images.view(
                    Images.image(
                            List.of(Images.broker(1, false, "PLAINTEXT")),
                            List.of(
                                    Images.topic("b", partitions(3)),
                                    Images.topic("a", partitions(5)),
                                    Images.topic("c", partitions(1)))));
    private final DescribeTopicPartitionsHandler handler =
            new DescribeTopicPartitionsHandler(view, 4);

    private DescribeTopicPartitionsResponse ask(
            List<String> topics, int limit, @Nullable Cursor cursor) {
        return Ask.now(
                handler,
                0,
                new DescribeTopicPartitionsRequest(
                        topics.stream().map(TopicRequest::new).toList(), limit, cursor),
                DescribeTopicPartitionsResponse.class);
    }

    private List<String> pages(List<String> topics, int limit) {
        List<String> seen = new ArrayList<>();
        @Nullable Cursor cursor = null;
        do {
            DescribeTopicPartitionsResponse page = ask(topics, limit, cursor);
            int count = 0;
            for (var topic : page.topics()) {
                for (var partition : topic.partitions()) {
                    seen.add(topic.name() + "-" + partition.partitionIndex());
                    count++;
                }
            }
            assertTrue(count <= Math.min(limit, 4), "a page of " + count);
            var next = page.nextCursor();
            cursor = next == null ? null : new Cursor(next.topicName(), next.partitionIndex());
        } while (cursor != null);
        return seen;
    }

    @Test
    void pagesOfAnySizeShowEveryPartitionOnceInOrder() {
        List<String> all = List.of("a-0", "a-1", "a-2", "a-3", "a-4", "b-0", "b-1", "b-2", "c-0");
        for (int limit = 1; limit < 10; limit++) {
            assertEquals(all, pages(List.of(), limit), "limit " + limit);
            assertEquals(all.subList(5, 9), pages(List.of("c", "b"), limit), "limit " + limit);
        }
    }

    @Test
    void unknownAndIllegalTopicsAreToldAsSuch() {
        DescribeTopicPartitionsResponse answer = ask(List.of("a b", "nope"), 100, null);
        assertEquals(ErrorCode.INVALID_TOPIC_EXCEPTION.code(), answer.topics().get(0).errorCode());
        assertEquals(
                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code(), answer.topics().get(1).errorCode());
        assertNull(answer.nextCursor());
    }

    @Test
    void aCursorBeyondTheEndOrOnADeletedTopicGoesOnBehindIt() {
        DescribeTopicPartitionsResponse answer = ask(List.of(), 100, new Cursor("aa", 7));
        assertEquals("b", answer.topics().getFirst().name());
        assertEquals(0, answer.topics().getFirst().partitions().getFirst().partitionIndex());
        assertTrue(ask(List.of(), 100, new Cursor("zz", 0)).topics().isEmpty());
        assertTrue(
                ask(List.of("c"), 100, new Cursor("c", -3)).topics().getFirst().partitions().size()
                        == 1);
    }
}
