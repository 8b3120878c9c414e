package io.odradek.it.matrix;

import io.odradek.it.cluster.Command;
import io.odradek.it.cluster.Reaper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A client's program while it runs. It ends when its standard input ends; whatever it prints is
 * kept in {@code ROLE.out} and {@code ROLE.err} of the client's log folder.
 *
 * <p>Thread-safe: lines are delivered on a thread of its own; the rest is the process's.
 */
final class Program implements AutoCloseable {
    private static final int LAST_LINES = 25;

    private final String what;
    private final Process process;
    private final Writer input;
    private final Thread reader;
    private final Path errors;

    /**
     * @param command the program and its arguments
     * @param codec what a producer compresses with
     * @param onLine called with every line of its output
     */
    Program(String role, List<String> command, String codec, Path logs, Consumer<String> onLine) {
        this.what = role;
        this.errors = logs.resolve(role + ".err");
        try {
            Files.createDirectories(logs);
            var builder = new ProcessBuilder(command).redirectError(Redirect.to(errors.toFile()));
            builder.environment().put("MATRIX_JAVA", Command.currentJava());
            builder.environment().put("MATRIX_CODEC", codec);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
        Reaper.watch(process.pid());
        input = process.outputWriter(StandardCharsets.UTF_8);
        reader = Thread.ofVirtual().start(() -> read(logs.resolve(role + ".out"), onLine));
    }

    private void read(Path copy, Consumer<String> onLine) {
        try (var lines = process.inputReader(StandardCharsets.UTF_8);
                var out = Files.newBufferedWriter(copy)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.write(line);
                out.write('\n');
                onLine.accept(line);
            }
        } catch (IOException e) {
            // The process is gone, as its exit status will say.
        }
    }

    /** A line of input; waits while the program does not read. */
    void say(String line) throws IOException {
        input.write(line);
        input.write('\n');
        input.flush();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Ends its input, by which it knows that it shall finish. */
    void endInput() {
        try {
            input.close();
        } catch (IOException e) {
            // It has ended before us; its exit status tells whether that was right.
        }
    }

    /** Waits until it ended well. */
    void awaitEnd(Duration deadline) {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        what + " did not end within " + deadline.toSeconds() + " s");
            }
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        Reaper.forget(process.pid());
        if (process.exitValue() != 0) {
            throw new AssertionError(obituary());
        }
    }

    /** How it ended, with the last it complained of: all that is left where logs are not kept. */
    String obituary() {
        List<String> lines = errors().lines().toList();
        int from = Math.max(0, lines.size() - LAST_LINES);
        return what
                + " ended with status "
                + process.exitValue()
                + lines.subList(from, lines.size()).stream()
                        .map(line -> "\n    " + line)
                        .collect(Collectors.joining());
    }

    /** What it complained of so far. */
    String errors() {
        try {
            return Files.readString(errors, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return what;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Reaper.forget(process.pid());
    }
}
