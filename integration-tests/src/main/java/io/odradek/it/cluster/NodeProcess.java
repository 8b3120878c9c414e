package io.odradek.it.cluster;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * One node as a process: {@code kafka-server-start.sh} becomes the node, so its process id takes
 * the signals. Confined to the test's thread.
 */
public final class NodeProcess {
    private static final int TAIL_LINES = 60;

    private final Distribution dist;
    private final NodeConfig config;
    private final Map<String, String> environment;
    private @Nullable Process process;

    NodeProcess(Distribution dist, NodeConfig config, Map<String, String> environment) {
        this.dist = dist;
        this.config = config;
        this.environment = environment;
    }

    public int id() {
        return config.id();
    }

    public NodeConfig config() {
        return config;
    }

    public Path logFile() {
        return config.dir().resolve("node.log");
    }

    public boolean started() {
        return process != null;
    }

    public boolean alive() {
        return process != null && process.isAlive();
    }

    public long pid() {
        return running().pid();
    }

    /** {@code kafka-storage.sh format}, as a user does it; returns what it printed. */
    public String format(String clusterId, String... more) {
        var args = new ArrayList<>(List.of("format", "-t", clusterId));
        args.addAll(List.of("-c", config.file().toString()));
        args.addAll(List.of(more));
        return Command.script(dist, "kafka-storage.sh", args.toArray(String[]::new)).run().ok();
    }

    /** The id that formatting gave the metadata directory. */
    public String directoryId() {
        var meta = new Properties();
        Path file = config.dataDir().resolve("meta.properties");
        try (var reader = Files.newBufferedReader(file)) {
            meta.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return meta.getProperty("directory.id");
    }

    /** Starts the process; does not wait until it serves. */
    public void start() {
        if (alive()) {
            throw new IllegalStateException("node " + id() + " is already running");
        }
        var line = new ArrayList<>(config.site().launcher());
        line.add(dist.script("kafka-server-start.sh").toString());
        line.add(config.file().toString());
        var builder =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(logFile().toFile()))
                        .directory(config.dir().toFile());
        builder.environment().putAll(dist.environment());
        builder.environment().putAll(environment);
        builder.environment().putAll(config.site().environment());
        builder.environment().put("LOG_DIR", config.dir().resolve("logs").toString());
        try {
            process = builder.start();
            Reaper.watch(process.pid());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start node " + id(), e);
        }
    }

    /** kill -9; returns when the process is gone. */
    public void kill() {
        killNow();
        waitForExit(Duration.ofSeconds(10));
    }

    void killNow() {
        running().destroyForcibly();
    }

    /** SIGTERM; does not wait. */
    public void terminate() {
        running().destroy();
    }

    /** SIGTERM; returns the exit status. */
    public int stop(Duration deadline) {
        running().destroy();
        return waitForExit(deadline);
    }

    /** SIGSTOP: the process keeps its sockets and says nothing more. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    public int waitForExit(Duration deadline) {
        Process p = running();
        try {
            if (!p.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        "node " + id() + " still runs after " + deadline + "\n" + logTail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        Reaper.forget(p.pid());
        return p.exitValue();
    }

    /** The end of what the node printed. */
    public String logTail() {
        try {
            List<String> lines = Files.readAllLines(logFile(), StandardCharsets.UTF_8);
            var tail = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
            return "--- node " + id() + ": end of " + logFile() + "\n" + String.join("\n", tail);
        } catch (IOException e) {
            return "--- node " + id() + ": no log (" + e + ")";
        }
    }

    void destroy() {
        if (alive()) {
            kill();
        }
    }

    private void signal(String name) {
        Command.of("kill", "-" + name, String.valueOf(pid())).run().ok();
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("node " + id() + " was never started");
        }
        return process;
    }
}
