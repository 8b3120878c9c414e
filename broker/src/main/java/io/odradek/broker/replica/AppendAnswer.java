package io.odradek.broker.replica;

import io.odradek.log.batch.BatchProblem;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;

/**
 * What a producer is told about one partition.
 *
 * @param appendTimeMs -1 unless the topic stamps records with it
 */
public record AppendAnswer(
        ErrorCode error,
        @Nullable String message,
        long firstOffset,
        long appendTimeMs,
        long logStartOffset,
        int leader,
        int leaderEpoch) {

    /** The records cannot be taken, whoever leads the partition. */
    public static AppendAnswer rejected(BatchProblem problem) {
        return refused(Rejections.code(problem.reason()), problem.message(), -1, -1);
    }

    static AppendAnswer refused(ErrorCode error, @Nullable String message, int leader, int epoch) {
        return new AppendAnswer(error, message, -1, -1, -1, leader, epoch);
    }
}
