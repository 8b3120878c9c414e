package io.odradek.log.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** What every {@link Disk} does alike. */
abstract class DiskConformance {

    abstract Disk disk();

    abstract Path root();

    private static ByteBuffer bytes(String s) {
        return ByteBuffer.wrap(s.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static String read(DiskFile file, long position, int n) throws IOException {
        ByteBuffer dst = ByteBuffer.allocate(n);
        int got = file.read(dst, position);
        return got < 0
                ? ""
                : new String(dst.array(), 0, got, java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void writesAreReadAtTheirPositions() throws IOException {
        try (DiskFile file = disk().open(root().resolve("f"), Disk.Mode.CREATE)) {
            file.write(bytes("hello "), 0);
            file.write(new ByteBuffer[] {bytes("wor"), bytes("ld"), bytes("!")}, 6);
            file.write(bytes("J"), 0);
            file.write(new ByteBuffer[] {bytes("?"), bytes("!")}, 12);
            assertEquals("Jello world!?!", read(file, 0, 100));
            assertEquals("world", read(file, 6, 5));
            assertEquals(-1, file.read(ByteBuffer.allocate(1), 14));
            assertEquals(14, file.size());
        }
    }

    @Test
    void directAndLargeHeapBuffersAreWrittenWhole() throws IOException {
        byte[] large = new byte[3_000_001];
        new java.util.Random(1).nextBytes(large);
        try (DiskFile file = disk().open(root().resolve("f"), Disk.Mode.CREATE)) {
            ByteBuffer heap = ByteBuffer.wrap(large);
            file.write(heap, 0);
            assertFalse(heap.hasRemaining());
            ByteBuffer direct = ByteBuffer.allocateDirect(large.length).put(large).flip();
            file.write(direct, large.length);
            ByteBuffer back = ByteBuffer.allocate(2 * large.length);
            while (back.hasRemaining()) {
                file.read(back, back.position());
            }
            ByteBuffer first = back.slice(0, large.length);
            assertEquals(ByteBuffer.wrap(large), first);
            assertEquals(first, back.slice(large.length, large.length));
        }
    }

    @Test
    void transferToSendsTheAskedRangeAndStopsAtTheEnd() throws IOException {
        try (DiskFile file = disk().open(root().resolve("f"), Disk.Mode.CREATE)) {
            file.write(bytes("0123456789"), 0);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertEquals(4, file.transferTo(3, 4, Channels.newChannel(out)));
            assertEquals(2, file.transferTo(8, 100, Channels.newChannel(out)));
            assertArrayEquals(
                    "345689".getBytes(java.nio.charset.StandardCharsets.UTF_8), out.toByteArray());
        }
    }

    @Test
    void truncationShortensAndALaterWriteFillsTheHoleWithZeros() throws IOException {
        try (DiskFile file = disk().open(root().resolve("f"), Disk.Mode.CREATE)) {
            file.write(bytes("0123456789"), 0);
            file.truncate(4);
            file.truncate(100);
            assertEquals(4, file.size());
            file.write(bytes("x"), 6);
            assertEquals("0123\0\0x", read(file, 0, 100));
        }
    }

    @Test
    void gatheringWritesAfterATruncationLandWhereTheySay() throws IOException {
        try (DiskFile file = disk().open(root().resolve("f"), Disk.Mode.CREATE)) {
            file.write(new ByteBuffer[] {bytes("01234"), bytes("56789")}, 0);
            file.truncate(2);
            file.write(new ByteBuffer[] {bytes("a"), bytes("b")}, 2);
            assertEquals("01ab", read(file, 0, 100));
        }
    }

    @Test
    void openNeedsAnExistingFileUnlessItMayCreateOne() throws IOException {
        Path path = root().resolve("f");
        assertThrows(NoSuchFileException.class, () -> disk().open(path, Disk.Mode.READ));
        assertThrows(NoSuchFileException.class, () -> disk().open(path, Disk.Mode.READ_WRITE));
        disk().open(path, Disk.Mode.CREATE).close();
        try (DiskFile file = disk().open(path, Disk.Mode.READ)) {
            assertThrows(RuntimeException.class, () -> file.write(bytes("x"), 0));
        }
    }

    @Test
    void directoriesListTheirEntriesSorted() throws IOException {
        Path dir = root().resolve("a/b");
        assertEquals(List.of(), disk().list(dir));
        disk().createDirectories(dir);
        disk().createDirectories(dir);
        assertTrue(disk().isDirectory(dir));
        for (String name : List.of("2", "10", "1")) {
            disk().open(dir.resolve(name), Disk.Mode.CREATE).close();
        }
        assertEquals(
                List.of(dir.resolve("1"), dir.resolve("10"), dir.resolve("2")), disk().list(dir));
        assertFalse(disk().isDirectory(dir.resolve("1")));
        assertThrows(IOException.class, () -> disk().delete(dir));
    }

    @Test
    void renameReplacesAndAnOpenFileOutlivesItsName() throws IOException {
        Path old = root().resolve("old");
        Path fresh = root().resolve("fresh");
        try (DiskFile a = disk().open(old, Disk.Mode.CREATE);
                DiskFile b = disk().open(fresh, Disk.Mode.CREATE)) {
            a.write(bytes("old"), 0);
            b.write(bytes("fresh"), 0);
            disk().rename(fresh, old);
            disk().syncDirectory(root());
            assertFalse(disk().exists(fresh));
            assertEquals("old", read(a, 0, 9));
            try (DiskFile c = disk().open(old, Disk.Mode.READ)) {
                assertEquals("fresh", read(c, 0, 9));
            }
            disk().delete(old);
            disk().delete(old);
            assertFalse(disk().exists(old));
            assertEquals("fresh", read(b, 0, 9));
        }
    }

    @Test
    void aRenamedDirectoryTakesItsFilesAlong() throws IOException {
        Path dir = root().resolve("t-0");
        disk().createDirectories(dir);
        disk().open(dir.resolve("f"), Disk.Mode.CREATE).close();
        disk().rename(dir, root().resolve("t-0-delete"));
        assertTrue(disk().exists(root().resolve("t-0-delete/f")));
        assertFalse(disk().exists(dir));
    }

    @Test
    void thereIsRoomLeft() throws IOException {
        assertTrue(disk().usableBytes(root()) > 0);
    }
}
