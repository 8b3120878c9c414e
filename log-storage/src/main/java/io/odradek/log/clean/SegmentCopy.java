package io.odradek.log.clean;

import io.odradek.log.batch.RecordBatchView;
import io.odradek.log.io.Disk;
import io.odradek.log.io.SharedFile;
import io.odradek.log.segment.Segment;
import io.odradek.log.segment.SegmentFiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Writes a compacted segment beside the log, in files that end in {@code .cleaned}. Once {@link
 * #finish} has returned they survive a power cut, under those names. Confined.
 */
final class SegmentCopy {

    private static final int BUFFER = 1 << 20;

    private final Disk disk;
    private final Path directory;
    private final Segment segment;
    private final RecordBatchView view = new RecordBatchView();
    private ByteBuffer waiting;

    SegmentCopy(Disk disk, Path directory, long baseOffset, int indexIntervalBytes)
            throws IOException {
        this.disk = disk;
        this.directory = directory;
        this.segment =
                Segment.create(
                        disk, directory, baseOffset, indexIntervalBytes, SegmentFiles.CLEANED);
        this.waiting = ByteBuffer.allocate(BUFFER);
    }

    void add(ByteBuffer batch) throws IOException {
        if (batch.remaining() > waiting.remaining()) {
            write();
        }
        if (batch.remaining() > waiting.capacity()) {
            waiting = ByteBuffer.allocate(batch.remaining());
        }
        waiting.put(batch.duplicate());
    }

    private void write() throws IOException {
        waiting.flip();
        if (waiting.remaining() > Integer.MAX_VALUE - segment.sizeInBytes()) {
            throw new IOException(
                    segment.path()
                            + " would have more than 2 GiB; lower the topic's segment.bytes");
        }
        segment.write(waiting.duplicate());
        for (int at = 0; at < waiting.limit(); at += view.sizeInBytes()) {
            segment.prepareIndexes();
            segment.index(view.wrap(waiting, at));
        }
        waiting.clear();
    }

    void finish() throws IOException {
        write();
        for (SharedFile file : segment.filesForCheckpoint()) {
            file.file().sync();
        }
        segment.closeHandles();
        disk.syncDirectory(directory);
    }

    void close() throws IOException {
        segment.closeHandles();
    }

    void delete() throws IOException {
        delete(disk, directory, segment.baseOffset());
    }

    /** Deletes what a copy may have left behind. */
    static void delete(Disk disk, Path directory, long baseOffset) throws IOException {
        Segment.deleteFiles(disk, directory, baseOffset, SegmentFiles.CLEANED);
    }
}
