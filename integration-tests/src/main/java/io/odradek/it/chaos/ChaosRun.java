package io.odradek.it.chaos;

import io.odradek.it.chaos.fault.Nemesis;
import io.odradek.it.chaos.fault.Plan;
import io.odradek.it.chaos.fault.Watcher;
import io.odradek.it.chaos.ground.DockerGround;
import io.odradek.it.chaos.ground.Ground;
import io.odradek.it.chaos.ground.Machine;
import io.odradek.it.chaos.ground.ProcessGround;
import io.odradek.it.chaos.work.Workload;
import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Distribution;
import io.odradek.it.history.History;
import io.odradek.it.history.HistoryChecker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A cluster, its clients, what breaks it, and the verdict. */
final class ChaosRun {
    static final Path HOME = Path.of("integration-tests/target/chaos").toAbsolutePath();
    static final int NODES = 3;

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    /** Before the first fault and after the last. */
    private static final long CALM_S = 3;

    /** More than any run has time for. */
    private static final int ROUNDS_PER_MINUTE = 60;

    private static final Duration WHOLE = Duration.ofSeconds(90);

    /** Starts what is to be broken; keeps its files in {@code folder}. */
    interface Grounds {
        Ground open(Options options, Path folder);
    }

    private final Options options;
    private final Path folder;
    private final Grounds grounds;

    ChaosRun(Options options) {
        this(options, HOME, ChaosRun::ground);
    }

    ChaosRun(Options options, Path home, Grounds grounds) {
        this.options = options;
        this.folder = home.resolve(String.valueOf(options.seed));
        this.grounds = grounds;
    }

    Outcome run() throws IOException, InterruptedException, ExecutionException {
        say("seed " + options.seed);
        System.setProperty("it.work", folder.toString());
        Path report = folder.resolve("report.md");
        Outcome outcome;
        try (Ground ground = grounds.open(options, folder)) {
            say(ground.description());
            ground.lacking().forEach(l -> say("*** WITHOUT: " + l + " ***"));
            outcome = chaos(ground);
            Files.createDirectories(folder);
            Files.writeString(report, Report.of(outcome));
            if (!outcome.good()) {
                ground.preserve();
            }
        }
        System.out.print("\n" + Report.summary(outcome));
        System.out.println("report: " + report + "\nagain: " + command());
        return outcome;
    }

    private static Ground ground(Options options, Path folder) {
        return options.docker
                ? new DockerGround(NODES, options.image, options.config, folder)
                : new ProcessGround(
                        spec(options),
                        new Distribution(options.dist),
                        folder.resolve("disks"),
                        !options.keepUnsynced);
    }

    private static ClusterSpec spec(Options options) {
        ClusterSpec spec = ClusterSpec.combined("cluster", NODES);
        for (Map.Entry<String, String> line : options.config.entrySet()) {
            spec = spec.with(line.getKey(), line.getValue());
        }
        return spec;
    }

    private Outcome chaos(Ground ground) throws ExecutionException, InterruptedException {
        long start = System.nanoTime();
        var unfinished = new ArrayList<String>();
        Workload workload = Workload.start(ground, options.seed);
        try (var watcher = new Watcher(ground, List.of(Workload.TOPIC));
                var nemesis = new Nemesis(ground, watcher, Workload.partitions(), ChaosRun::say)) {
            if (!watcher.awaitWhole(WHOLE)) {
                unfinished.add("the cluster was not whole at the beginning");
            }
            TimeUnit.SECONDS.sleep(CALM_S);
            int rounds = (int) Math.ceil(options.minutes * ROUNDS_PER_MINUTE);
            nemesis.run(
                    Plan.draw(options.seed, ground.means(), rounds),
                    Duration.ofMillis((long) (options.minutes * 60_000)));
            TimeUnit.SECONDS.sleep(CALM_S);
            say("all is mended");
            if (!watcher.awaitWhole(WHOLE)) {
                unfinished.add(
                        "not every replica in sync within %d s of the last fault"
                                .formatted(WHOLE.toSeconds()));
            }
            workload.finish();
            unfinished.addAll(workload.recorder().troubles());
            say("checking the history");
            History history = workload.recorder().history();
            return new Outcome(
                    options.seed,
                    command(),
                    ground.description(),
                    ground.lacking(),
                    ground.machines().stream().map(Machine::log).toList(),
                    start,
                    System.nanoTime(),
                    nemesis.faults(),
                    nemesis.deaths(),
                    nemesis.deathsOfFullDisks(),
                    history,
                    workload.topicsCreated(),
                    HistoryChecker.check(history),
                    unfinished,
                    watcher);
        }
    }

    private String command() {
        String minutes =
                options.minutes == Math.rint(options.minutes)
                        ? String.valueOf((long) options.minutes)
                        : String.valueOf(options.minutes);
        var command = new StringBuilder("integration-tests/chaos --seed " + options.seed);
        command.append(" --minutes ").append(minutes);
        if (options.docker) {
            command.append(" --docker --image ").append(options.image);
        }
        if (options.keepUnsynced) {
            command.append(" --keep-unsynced");
        }
        options.config.forEach((k, v) -> command.append(" --config ").append(k + "=" + v));
        return command.toString();
    }

    static void say(String what) {
        System.out.println(LocalTime.now(ZoneId.systemDefault()).format(CLOCK) + " " + what);
    }
}
