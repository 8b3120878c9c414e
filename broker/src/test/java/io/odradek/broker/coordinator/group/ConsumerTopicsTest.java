package io.odradek.broker.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.coordinator.group.consumer.Topics;
import io.odradek.wire.api.ErrorCode;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** Groups follow the topics they subscribe to, by name and by expression. */
final class ConsumerTopicsTest {
    private final TestCoordinator coordinator = new TestCoordinator();
    private final ConsumerClient member = new ConsumerClient(coordinator, "A", "t");

    private void exist(Map<String, Integer> topics) {
        coordinator.metadata(Topics.image(topics));
    }

    private static ConsumerClient byRegex(TestCoordinator coordinator, String regex) {
        ConsumerClient client = new ConsumerClient(coordinator, "R");
        client.self.regex(regex);
        return client;
    }

    @Test
    void topicIsAssignedWhenItAppears() {
        member.beat();
        assertEquals("", member.owned());
        exist(Map.of("t", 2));
        member.beat();
        assertEquals("t-0 t-1", member.owned());
    }

    @Test
    void newPartitionsAreAssigned() {
        exist(Map.of("t", 1));
        member.beat();
        exist(Map.of("t", 3));
        member.beat();
        assertEquals("t-0 t-1 t-2", member.owned());
        assertEquals(2, member.self.epoch());
    }

    @Test
    void deletedTopicIsTakenAway() {
        exist(Map.of("t", 2));
        member.beat();
        exist(Map.of());
        member.beat();
        assertEquals("", member.owned());
        member.beat();
        assertEquals("Stable", member.describe().groupState());
        assertEquals(2, member.self.epoch());
    }

    @Test
    void topicsOfOthersConcernNobody() {
        exist(Map.of("t", 1));
        member.beat();
        exist(Map.of("t", 1, "u", 9));
        int records = coordinator.log().size();
        member.beat();
        assertEquals(1, member.self.epoch());
        member.beat();
        assertEquals(records, coordinator.log().size());
    }

    @Test
    void changeBeforeATakeoverIsNoticedAfterIt() {
        exist(Map.of("t", 1));
        member.beat();
        exist(Map.of("t", 2));
        coordinator.failOver();
        member.beat();
        assertEquals("t-0 t-1", member.owned());
    }

    @Test
    void expressionMatchesWholeNamesAndFollowsTopics() {
        exist(Map.of("a", 1, "b", 1, "ab", 1));
        ConsumerClient regex = byRegex(coordinator, "[ab]");
        regex.beat();
        assertEquals("a-0 b-0", regex.owned());
        exist(Map.of("b", 1, "ab", 1));
        regex.beat();
        assertEquals("b-0", regex.owned());
        exist(Map.of("b", 2, "ab", 1, "a", 1));
        regex.beat();
        regex.beat();
        assertEquals("a-0 b-0 b-1", regex.owned());
    }

    @Test
    void expressionAndNamesAddUp() {
        exist(Map.of("a", 1, "t", 1));
        ConsumerClient both = new ConsumerClient(coordinator, "R", "t");
        both.self.regex("a|t");
        both.beat();
        assertEquals("a-0 t-0", both.owned());
    }

    @Test
    void emptyExpressionTakesItBack() {
        exist(Map.of("a", 1, "t", 1));
        ConsumerClient both = new ConsumerClient(coordinator, "R", "t");
        both.self.regex("a");
        both.beat();
        both.self.regex("");
        both.beat();
        both.beat();
        assertEquals("t-0", both.owned());
        coordinator.failOver();
        both.beat();
        assertEquals("t-0", both.owned());
        assertEquals("", String.valueOf(regexOf(both)));
    }

    private static String regexOf(ConsumerClient client) {
        var regex = client.describe().members().getFirst().subscribedTopicRegex();
        return regex == null ? "" : regex;
    }

    @Test
    void expressionsSurviveATakeover() {
        exist(Map.of("a", 1));
        ConsumerClient regex = byRegex(coordinator, "[ab]");
        regex.beat();
        exist(Map.of("a", 1, "b", 1));
        coordinator.failOver();
        regex.beat();
        assertEquals("a-0 b-0", regex.owned());
        exist(Map.of("a", 1));
        regex.beat();
        assertEquals("a-0", regex.owned());
    }

    @Test
    void internalTopicsAreForThoseWhoNameThem() {
        exist(Map.of("a", 1, "__consumer_offsets", 1));
        ConsumerClient all = byRegex(coordinator, ".*");
        all.beat();
        assertEquals("a-0", all.owned());
        all.self.regex("__consumer.*");
        all.beat();
        all.beat();
        assertEquals(Topics.id("__consumer_offsets") + "-0", all.owned());
    }

    @Test
    void expressionThatCannotBeReadIsRefusedWithTheReason() {
        ConsumerClient wrong = byRegex(coordinator, "a(");
        var answer = wrong.ask(wrong.self.next());
        assertEquals(ErrorCode.INVALID_REGULAR_EXPRESSION, ErrorCode.forCode(answer.errorCode()));
        assertTrue(String.valueOf(answer.errorMessage()).contains("missing closing )"));
        member.beat();
        member.self.regex("(?=a)");
        assertEquals(ErrorCode.INVALID_REGULAR_EXPRESSION, member.refused());
    }

    @Test
    void expressionThatWouldBeHugeIsRefusedBeforeItIsCompiled() {
        for (String bomb :
                List.of(
                        "((a{1000}){1000})",
                        "(((a{1,30}){1,30}){1,30})",
                        "(".repeat(30_000),
                        "(".repeat(200) + "a" + ")".repeat(200),
                        "()".repeat(1_000),
                        "a?".repeat(5_000),
                        "a{500}".repeat(100),
                        "a".repeat(3_000))) {
            assertEquals(
                    ErrorCode.INVALID_REGULAR_EXPRESSION,
                    byRegex(coordinator, bomb).refused(),
                    bomb.substring(0, 10));
        }
        for (String modest :
                List.of(
                        "orders-[a-z]{1,50}(-v[0-9]{1,3})?",
                        "a{1000}",
                        "some-topic-name|".repeat(300) + "last",
                        "[]a{}(]+(x|y)*")) {
            assertEquals(ErrorCode.NONE, byRegex(coordinator, modest).refused(), modest);
        }
    }

    @Test
    void expressionIsLookedAtAgainAfterTheRefreshInterval() {
        exist(Map.of("a", 1));
        ConsumerClient regex = byRegex(coordinator, "a");
        regex.beat();
        for (int i = 0; i < 20; i++) {
            coordinator.pass(40_000);
            regex.beat();
        }
        assertEquals(1, regex.self.epoch());
        assertEquals("a-0", regex.owned());
    }
}
