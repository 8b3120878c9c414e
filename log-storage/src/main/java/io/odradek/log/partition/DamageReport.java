package io.odradek.log.partition;

import io.odradek.log.io.DiskFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a scan found no whole batch, and the decision what that means.
 *
 * <p>A crash leaves a torn end: the file is shorter than what was written, or sectors that were
 * never written back read as zeros; whatever may follow was not flushed either, because a flush
 * covers everything before it. Anything else is damage to bytes that were once on the disk. When
 * whole batches follow such damage it is in the middle of the log, and cutting it would silently
 * drop them; when nothing follows, it cannot be told from a torn end, and is treated as one.
 */
record DamageReport(
        Path path, DiskFile file, int position, int fileSize, long expectedOffset, String what) {

    void refuseUnlessTorn(List<Path> laterSegments) throws IOException {
        DamageProbe probe = new DamageProbe(file, fileSize, expectedOffset);
        if (probe.isLostWrite(position)) {
            return;
        }
        int next = probe.validBatchAfter(position);
        if (next >= 0) {
            throw new CorruptLogException(
                    path,
                    position,
                    "Damaged bytes with whole batches behind them (the next at position "
                            + next
                            + "): "
                            + what,
                    null);
        }
        if (!probe.endsInside(position) && !laterSegments.isEmpty()) {
            throw new CorruptLogException(
                    path,
                    position,
                    "Damaged bytes with a later segment behind them ("
                            + laterSegments.getFirst().getFileName()
                            + "): "
                            + what,
                    null);
        }
    }
}
