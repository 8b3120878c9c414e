package io.odradek.log.partition;

import io.odradek.log.batch.RejectReason;

/** Whether the next batch of a producer fits what it sent before. */
sealed interface ProducerVerdict {

    enum Accepted implements ProducerVerdict {
        ACCEPTED
    }

    record AlreadyThere(long firstOffset, long lastOffset, long timestamp)
            implements ProducerVerdict {}

    record Refused(RejectReason reason, String message) implements ProducerVerdict {}
}
