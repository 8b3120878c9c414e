package io.odradek.it.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command that runs to its end: arguments and input in; exit status and output out. */
public final class Command {
    private final List<String> line;
    private final Map<String, String> environment = new HashMap<>();
    private String input = "";
    private Duration deadline = Duration.ofSeconds(60);

    private Command(List<String> line) {
        this.line = line;
    }

    /** What a finished command left behind. */
    public record Result(String command, int status, String out, String err) {
        /** The output, if the command ended well; an error that shows everything otherwise. */
        public String ok() {
            if (status != 0) {
                throw new AssertionError("failed: " + this);
            }
            return out;
        }

        public String all() {
            return out + err;
        }

        @Override
        public String toString() {
            return command + "\nexit status " + status + "\n" + out + err;
        }
    }

    public static Command of(String program, String... args) {
        var line = new ArrayList<String>();
        line.add(program);
        line.addAll(List.of(args));
        return new Command(line);
    }

    /** A script of a distribution's {@code bin}. */
    public static Command script(Distribution dist, String name, String... args) {
        return of(dist.script(name).toString(), args).environment(dist.environment());
    }

    /** A class run by the JVM that runs the tests. */
    public static Command java(List<String> classPath, String mainClass, String... args) {
        var line = new ArrayList<String>();
        // Settings of a program that runs for a second or two.
        line.addAll(List.of(currentJava(), "-Xmx512m"));
        line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        line.addAll(List.of("-cp", String.join(":", classPath), mainClass));
        line.addAll(List.of(args));
        return new Command(line);
    }

    public Command environment(Map<String, String> more) {
        environment.putAll(more);
        return this;
    }

    public Command input(String text) {
        input = text;
        return this;
    }

    public Command within(Duration limit) {
        deadline = limit;
        return this;
    }

    public Result run() {
        String shown = String.join(" ", line);
        try {
            var builder = new ProcessBuilder(line);
            builder.environment().putAll(environment);
            Process process = builder.start();
            Reaper.watch(process.pid());
            try {
                var out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
                var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
                feed(process);
                if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError(
                            "still running after "
                                    + deadline
                                    + ": "
                                    + shown
                                    + "\n"
                                    + out.join()
                                    + err.join());
                }
                return new Result(shown, process.exitValue(), out.join(), err.join());
            } finally {
                process.destroyForcibly();
                Reaper.forget(process.pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + shown, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + shown, e);
        }
    }

    /** A command that ends before it read all its input is judged by its exit status. */
    private void feed(Process process) {
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("Broken pipe")
                    && !String.valueOf(e.getMessage()).contains("Stream closed")) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(output lost: " + e + ")";
        }
    }

    public static String currentJava() {
        return ProcessHandle.current().info().command().orElse("java");
    }
}
