package io.odradek.broker.fetch;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.odradek.log.batch.BatchBuilder;
import io.odradek.log.io.NioDisk;
import io.odradek.log.partition.LogConfig;
import io.odradek.log.partition.LogSlice;
import io.odradek.log.partition.OpenInfo;
import io.odradek.log.partition.PartitionLog;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

/** A leader that was deposed cuts off what a follower is just being sent. */
final class ShortenedSliceTest {
    @TempDir private Path directory;

    private PartitionLog open() throws IOException {
        Path path = directory.resolve("spool-0");
        Files.createDirectories(path);
        PartitionLog log =
                PartitionLog.open(new NioDisk(), path, LogConfig.DEFAULT, OpenInfo.UNKNOWN, 0);
        for (int i = 0; i < 2; i++) {
            BatchBuilder batch = new BatchBuilder();
            batch.add(1000, null, ByteBuffer.wrap(new byte[10]));
            var unused = log.appendAsLeader(batch.build(), 0, 0);
        }
        return log;
    }

    private static LogSlice slice(PartitionLog log) throws IOException {
        return assertInstanceOf(LogSlice.class, log.read(1, 1000, 2, true));
    }

    @Test
    void whatIsSentFromTheFileEndsWithAnErrorAndNotNever() throws IOException {
        PartitionLog log = open();
        SliceRegion region = new SliceRegion(slice(log));
        log.truncateTo(1);
        assertThrows(
                IOException.class,
                () -> region.transferTo(Channels.newChannel(OutputStream.nullOutputStream()), 0));
        region.release();
        log.close(false);
    }

    @Test
    void whatIsCopiedIsRefused() throws IOException {
        PartitionLog log = open();
        SliceRecords records = new SliceRecords(slice(log));
        log.truncateTo(1);
        assertThrows(UncheckedIOException.class, () -> records.copyTo(ByteBuffer.allocate(1000)));
        log.close(false);
    }
}
