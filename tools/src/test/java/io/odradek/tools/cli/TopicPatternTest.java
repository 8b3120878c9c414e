package io.odradek.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;

class TopicPatternTest {

    @Test
    void theExpressionMustMatchTheWholeName() {
        TopicPattern pattern = new TopicPattern("t[12]", false);
        assertTrue(pattern.matches("t1"));
        assertFalse(pattern.matches("t12"));
        assertFalse(pattern.matches("at1"));
    }

    @Test
    void commasBlanksAndQuotesAreForgiven() {
        assertEquals(
                List.of("a", "b"),
                new TopicPattern(" \"a, b\" ", false).filter(List.of("c", "b", "a")));
    }

    @Test
    void withoutAnExpressionEveryTopicIsMeant() {
        assertTrue(new TopicPattern(null, false).matches("__consumer_offsets"));
        assertFalse(new TopicPattern(null, true).matches("__consumer_offsets"));
        assertTrue(new TopicPattern(null, true).matches("_schemas"));
    }

    @Test
    void aBrokenExpressionIsQuoted() {
        Failure e = assertThrows(Failure.class, () -> new TopicPattern("a(", false));
        assertTrue(String.valueOf(e.getMessage()).startsWith("a( is an invalid regex"));
    }
}
