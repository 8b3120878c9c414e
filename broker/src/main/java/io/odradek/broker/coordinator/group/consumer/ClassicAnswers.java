package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.JoinGroupResponse;
import io.odradek.wire.message.SyncGroupResponse;

import java.nio.ByteBuffer;
import java.util.List;

/** Refusals in the classic protocol's words. */
final class ClassicAnswers {
    /** Before it, no answer had a null protocol name. */
    private static final int NULL_PROTOCOL_NAME = 7;

    private ClassicAnswers() {}

    static JoinGroupResponse join(RequestOrigin from, ErrorCode error, String memberId) {
        boolean nullable = from.apiVersion() >= NULL_PROTOCOL_NAME;
        return new JoinGroupResponse(
                0, error.code(), -1, null, nullable ? null : "", "", false, memberId, List.of());
    }

    static SyncGroupResponse sync(ErrorCode error) {
        return new SyncGroupResponse(0, error.code(), null, null, ByteBuffer.allocate(0));
    }
}
