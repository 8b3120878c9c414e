package io.odradek.tools.groups;

import org.apache.kafka.common.TopicPartition;

import java.util.Map;

/** Where {@code --reset-offsets} moves a group's offsets to. */
sealed interface ResetStrategy {

    record ToEarliest() implements ResetStrategy {}

    record ToLatest() implements ResetStrategy {}

    /** Where the group is; the end of the partition where it has committed nothing. */
    record ToCurrent() implements ResetStrategy {}

    /** As near to the offset as the partition allows. */
    record ToOffset(long offset) implements ResetStrategy {}

    /** That many records on, or back; as near as the partition allows. */
    record ShiftBy(long offsets) implements ResetStrategy {}

    /** The first record at that time or later; the end of the partition if there is none. */
    record ToTime(long sinceEpochMs) implements ResetStrategy {}

    /** What a file says for this group. */
    record FromFile(Map<TopicPartition, Long> offsets) implements ResetStrategy {}
}
