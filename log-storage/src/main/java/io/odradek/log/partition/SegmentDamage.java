package io.odradek.log.partition;

import java.nio.file.Path;

/**
 * Where a segment stops being what was written.
 *
 * @param position where the first batch begins that is not sound
 * @param offset the first one that cannot be read
 * @param repairPosition where a repair starts: a batch before, for what is wrong with a batch's
 *     place may be the fault of the one in front of it
 * @param repairOffset the first offset that a repair needs
 */
public record SegmentDamage(
        Path file, long position, long offset, long repairPosition, long repairOffset) {
    @Override
    public String toString() {
        return "%s at byte %d (offset %d)".formatted(file, position, offset);
    }
}
