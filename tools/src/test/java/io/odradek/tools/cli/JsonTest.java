package io.odradek.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;

final class JsonTest {

    @Test
    void whatIsReadIsWrittenAgain() {
        String text =
                "{\"a\":[1,-2,1.5,true,false,null],\"b\":{},\"c\":[],\"d\":\"q\\\"\\\\\\n\\u0001ü\"}";
        assertEquals(text, Json.write(Json.parse("  " + text + "\n")));
    }

    @Test
    void objectsKeepTheOrderOfTheirFields() {
        assertEquals(
                "{\"z\":1,\"a\":null,\"m\":[\"x\"]}",
                Json.write(Json.object("z", 1, "a", null, "m", List.of("x"))));
    }

    @Test
    void escapesAreUnderstood() {
        assertEquals("/\t\u00e9\"", Json.parse("\"\\/\\t\\u00e9\\\"\""));
    }

    @Test
    void whatIsNoJsonIsRefusedWithItsPlace() {
        for (String text :
                List.of("", "{", "[1,]", "{\"a\" 1}", "nul", "\"open", "1 2", "\"\\x\"", "{a:1}")) {
            Failure failure = assertThrows(Failure.class, () -> Json.parse(text), text);
            assertTrue(
                    String.valueOf(failure.getMessage()).contains("at character"),
                    failure::getMessage);
        }
        assertThrows(Failure.class, () -> Json.parse("[".repeat(1_000)));
    }
}
