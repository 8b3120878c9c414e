package io.odradek.it.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** What survives a power cut: all that was synced, and nothing that was not. */
final class ForgetfulDiskTest {
    private final Path root;
    private final Path store;
    private Disk disk;

    ForgetfulDiskTest(@TempDir Path temp) throws IOException {
        this.root = temp.resolve("live");
        this.store = temp.resolve("store");
        Files.createDirectories(root.resolve("old"));
        Files.writeString(root.resolve("old/meta"), "formatted");
        this.disk = new ForgetfulDisk(root, store);
    }

    @BeforeEach
    void whatWasThereBeforeIsThere() throws IOException {
        powerCut();
        assertEquals("formatted", Files.readString(root.resolve("old/meta")));
    }

    @Test
    void bytesThatWereNotSyncedAreGone() throws IOException {
        DiskFile file = create("f");
        write(file, "kept", 0);
        file.sync();
        disk.syncDirectory(root);
        write(file, "KEPT and lost", 0);
        assertEquals("KEPT and lost", Files.readString(root.resolve("f")));
        powerCut();
        assertEquals("kept", Files.readString(root.resolve("f")));
    }

    @Test
    void aNameThatWasNotSyncedIsGone() throws IOException {
        DiskFile file = create("f");
        write(file, "bytes", 0);
        file.sync();
        powerCut();
        assertFalse(disk.exists(root.resolve("f")));
    }

    @Test
    void aNameWithoutSyncedBytesIsAnEmptyFile() throws IOException {
        write(create("f"), "bytes", 0);
        disk.syncDirectory(root);
        powerCut();
        assertEquals("", Files.readString(root.resolve("f")));
    }

    @Test
    void aCutIsForgottenOrKeptWithWhatCameAfterIt() throws IOException {
        DiskFile file = create("f");
        write(file, "0123456789", 0);
        file.sync();
        disk.syncDirectory(root);
        file.truncate(4);
        write(file, "ab", 4);
        powerCut();
        assertEquals("0123456789", Files.readString(root.resolve("f")));
        file = disk.open(root.resolve("f"), Disk.Mode.READ_WRITE);
        file.truncate(4);
        write(file, "ab", 4);
        file.sync();
        powerCut();
        assertEquals("0123ab", Files.readString(root.resolve("f")));
    }

    @Test
    void renamesAndDeletionsWaitForTheirFolder() throws IOException {
        DiskFile file = create("a");
        write(file, "a", 0);
        file.sync();
        disk.syncDirectory(root);
        disk.rename(root.resolve("a"), root.resolve("b"));
        disk.delete(root.resolve("old/meta"));
        powerCut();
        assertTrue(disk.exists(root.resolve("a")));
        assertTrue(disk.exists(root.resolve("old/meta")));
        disk.rename(root.resolve("a"), root.resolve("b"));
        disk.delete(root.resolve("old/meta"));
        disk.syncDirectory(root);
        disk.syncDirectory(root.resolve("old"));
        powerCut();
        assertEquals(List.of(root.resolve("b"), root.resolve("old")), disk.list(root));
        assertEquals("a", Files.readString(root.resolve("b")));
        assertEquals(List.of(), disk.list(root.resolve("old")));
    }

    @Test
    void aRenamedFolderTakesItsSyncedFilesAlong() throws IOException {
        Path folder = root.resolve("t-0");
        disk.createDirectories(folder);
        DiskFile file = create("t-0/f");
        write(file, "f", 0);
        file.sync();
        disk.syncDirectory(folder);
        disk.rename(folder, root.resolve("t-1"));
        disk.syncDirectory(root);
        powerCut();
        assertFalse(disk.exists(folder));
        assertEquals("f", Files.readString(root.resolve("t-1/f")));
    }

    @Test
    void aFileSyncedUnderItsNewNameKeepsItsBytes() throws IOException {
        DiskFile file = create("f.tmp");
        write(file, "one", 0);
        disk.rename(root.resolve("f.tmp"), root.resolve("f"));
        write(file, "two", 3);
        file.sync();
        disk.syncDirectory(root);
        powerCut();
        assertEquals("onetwo", Files.readString(root.resolve("f")));
    }

    @Test
    void anyMixtureOfWritesAndCutsEndsAsItWasSynced() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            DiskFile file = disk.open(root.resolve("f"), Disk.Mode.CREATE);
            disk.syncDirectory(root);
            for (int step = 0; step < 40; step++) {
                switch (random.nextInt(5)) {
                    case 0 -> file.truncate(random.nextInt((int) file.size() + 1));
                    case 1 -> file.sync();
                    default -> {
                        byte[] bytes = new byte[1 + random.nextInt(50)];
                        random.nextBytes(bytes);
                        file.write(ByteBuffer.wrap(bytes), random.nextInt((int) file.size() + 1));
                    }
                }
            }
            file.sync();
            byte[] synced = Files.readAllBytes(root.resolve("f"));
            file.write(ByteBuffer.wrap(new byte[100]), 0);
            powerCut();
            assertEquals(
                    ByteBuffer.wrap(synced),
                    ByteBuffer.wrap(Files.readAllBytes(root.resolve("f"))),
                    "seed " + seed);
        }
    }

    private DiskFile create(String name) throws IOException {
        return disk.open(root.resolve(name), Disk.Mode.CREATE);
    }

    private static void write(DiskFile file, String text, long position) throws IOException {
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), position);
    }

    private void powerCut() {
        disk = new ForgetfulDisk(root, store);
    }
}
