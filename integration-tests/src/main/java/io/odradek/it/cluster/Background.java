package io.odradek.it.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that runs beside a test until it is closed, its output in a file. */
public final class Background implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final Process process;
    private final Path output;

    private Background(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    public static Background start(
            List<String> line, Path directory, Map<String, String> environment, Path output) {
        var builder =
                new ProcessBuilder(line)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            Reaper.watch(process.pid());
            return new Background(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + line, e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** All it has printed so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "(output lost: " + e + ")";
        }
    }

    /** Asks it to end as a user would, and ends it if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            Reaper.forget(process.pid());
        }
    }
}
