package io.odradek.wire.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

final class ErrorCodeTest {
    @Test
    void codesNamesAndRetriabilityAreApaches() {
        assertEquals(Errors.values().length, ErrorCode.values().length);
        for (Errors theirs : Errors.values()) {
            ErrorCode ours = ErrorCode.forCode(theirs.code());
            assertEquals(theirs.name(), ours.name());
            assertEquals(theirs.code(), ours.code());
            boolean retriable = theirs.exception() instanceof RetriableException;
            assertEquals(retriable, ours.retriable(), ours.name());
        }
    }

    @Test
    void anUnknownCodeIsAnUnknownError() {
        assertEquals(ErrorCode.UNKNOWN_SERVER_ERROR, ErrorCode.forCode(-2));
        assertEquals(ErrorCode.UNKNOWN_SERVER_ERROR, ErrorCode.forCode(9999));
    }
}
