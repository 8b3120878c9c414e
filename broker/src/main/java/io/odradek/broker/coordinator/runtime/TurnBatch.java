package io.odradek.broker.coordinator.runtime;

import io.odradek.log.batch.BatchBuilder;
import io.odradek.log.batch.Compression;
import io.odradek.wire.coordinator.CoordinatorRecord;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Whole steps that will be one batch, and the answers that wait for it. Used once. */
final class TurnBatch {
    private final BatchBuilder batch;
    private final List<StepEffects.Answer<?>> answers = new ArrayList<>();

    TurnBatch(Compression compression) {
        batch = new BatchBuilder().compression(compression);
    }

    void add(List<CoordinatorRecord> step, long wallMs) {
        for (CoordinatorRecord record : step) {
            batch.add(wallMs, record.keyBytes(), record.valueBytes());
        }
    }

    void answerAfter(List<StepEffects.Answer<?>> step) {
        answers.addAll(step);
    }

    List<StepEffects.Answer<?>> answers() {
        return answers;
    }

    boolean isEmpty() {
        return batch.count() == 0;
    }

    /** Whether what follows belongs into another batch. */
    boolean isFull() {
        return batch.sizeInBytes() >= RuntimeSettings.BATCH_BYTES;
    }

    ByteBuffer build() {
        return batch.build();
    }
}
