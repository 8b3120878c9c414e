package io.odradek.broker.metadata;

import io.odradek.wire.control.AllocateProducerIdsResponse;
import io.odradek.wire.control.AlterPartitionResponse;
import io.odradek.wire.control.ForwardResponse;
import io.odradek.wire.control.MetadataUpdate;
import io.odradek.wire.control.NotController;
import io.odradek.wire.control.SessionResponse;

import java.util.Optional;

/** Where each kind of answer says that the controller asked does not lead. */
public final class Refusals {
    private Refusals() {}

    public static Optional<NotController> in(AlterPartitionResponse answer) {
        return given(answer.hasNotController(), answer.getNotController());
    }

    public static Optional<NotController> in(AllocateProducerIdsResponse answer) {
        return given(answer.hasNotController(), answer.getNotController());
    }

    public static Optional<NotController> in(ForwardResponse answer) {
        return given(answer.hasNotController(), answer.getNotController());
    }

    public static Optional<NotController> in(SessionResponse answer) {
        return given(answer.hasNotController(), answer.getNotController());
    }

    public static Optional<NotController> in(MetadataUpdate answer) {
        return given(answer.hasNotController(), answer.getNotController());
    }

    private static Optional<NotController> given(boolean refused, NotController refusal) {
        return refused ? Optional.of(refusal) : Optional.empty();
    }
}
