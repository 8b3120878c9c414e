package io.odradek.broker.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.support.ManualShard;
import io.odradek.log.io.NioDisk;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

final class DirectoryFailuresTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path root;

    private final ManualShard control = new ManualShard();
    private final List<LogDirectory> directories = new ArrayList<>();
    private final List<LogDirectory> told = new ArrayList<>();
    private final List<LogDirectory> marked = new ArrayList<>();
    private final List<String> fatal = new ArrayList<>();

    @BeforeEach
    void directories() throws IOException {
        for (int i = 0; i < 3; i++) {
            Path path = Files.createDirectory(root.resolve("d" + i));
            directories.add(LogDirectory.scan(new NioDisk(), path, new UUID(1, i)));
        }
    }

    private DirectoryFailures failures() {
        DirectoryFailures failures =
                new DirectoryFailures(
                        directories,
                        directory -> directory == directories.getFirst(),
                        control,
                        this::mark,
                        fatal::add);
        failures.listen(told::add);
        return failures;
    }

    private void mark(List<LogDirectory> failed, Runnable then) {
        assertEquals(List.of(), fatal, "the next start would not know");
        marked.addAll(failed);
        then.run();
    }

    private void fail(DirectoryFailures failures, int directory) {
        failures.failed(directories.get(directory), new IOException("EIO"));
        control.run();
    }

    @Test
    void aFailureIsToldOnceAndTheOthersGoOn() {
        DirectoryFailures failures = failures();
        fail(failures, 1);
        fail(failures, 1);
        assertEquals(List.of(directories.get(1)), told);
        assertEquals(told, marked);
        assertFalse(directories.get(1).isOnline());
        assertTrue(directories.get(2).isOnline());
        fail(failures, 2);
        assertEquals(directories.subList(1, 3), told);
        assertEquals(List.of(), fatal);
    }

    @Test
    void withoutTheMetadataLogTheProcessEnds() {
        fail(failures(), 0);
        assertEquals(1, fatal.size());
        assertTrue(fatal.getFirst().contains("holds the metadata log"));
        assertTrue(fatal.getFirst().contains("EIO"));
        assertEquals(List.of(), told);
    }

    @Test
    void theLastOneTakesTheProcessWithIt() {
        directories.removeFirst();
        directories.addFirst(directories.removeLast());
        DirectoryFailures failures =
                new DirectoryFailures(directories, _ -> false, control, this::mark, fatal::add);
        fail(failures, 0);
        assertEquals(List.of(), fatal);
        fail(failures, 1);
        assertTrue(fatal.getFirst().contains("no other directory of log.dirs works"));
    }
}
