package io.odradek.sim;

import io.odradek.raft.sim.SimulationMain;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The command {@code integration-tests/simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description =
                "Runs whole clusters (or raft alone) in simulated worlds, one from each seed, and"
                        + " exits with 0 only when every promise was kept in all of them.")
public final class SimulateMain implements Callable<Integer> {
    @Option(names = "--raft", description = "Raft alone: many more seeds a minute.")
    private boolean raft;

    @Option(names = "--cluster", description = "Whole clusters; the default.")
    private boolean cluster;

    @Option(names = "--seeds", description = "How many; default ${DEFAULT-VALUE}.")
    private long seeds = 300;

    @Option(names = "--from", description = "The first; by default one never seen before.")
    private long from = System.nanoTime() / 1_000_000 * 1_000_000;

    @Option(
            names = "--replay",
            paramLabel = "SEED",
            description =
                    "Runs one seed, telling every step, and once more: both must be the same.")
    private long replay = -1;

    @Option(
            names = "--without",
            split = ",",
            paramLabel = "N",
            description = "Faults of the replay to leave out, by number.")
    private List<Integer> without = new ArrayList<>();

    @Option(
            names = "--minimise",
            description = "Leaves out as many faults of the replayed seed as it can.")
    private boolean minimise;

    @Option(
            names = "--mutations",
            description = "Plants bugs, and prints which checker finds each after how many seeds.")
    private boolean mutations;

    @Option(names = "--keep-going", description = "Does not end at the first failure.")
    private boolean keepGoing;

    @Option(names = "--threads", description = "Simulations at once; default one a processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    private SimulateMain() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new SimulateMain()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        if (raft && cluster) {
            System.err.println("--raft and --cluster exclude each other.");
            return CommandLine.ExitCode.USAGE;
        }
        if (raft) {
            return raft();
        }
        if (mutations) {
            return new MutationTable(from, seeds).print() ? 0 : 1;
        }
        if (replay == -1) {
            Soak soak =
                    new Soak(
                                    from,
                                    seeds,
                                    keepGoing,
                                    failure -> System.out.println(inBrief(failure)))
                            .run(threads);
            System.out.println(soak.report());
            return soak.failed() ? 1 : 0;
        }
        return minimise ? smaller() : again();
    }

    private String inBrief(ClusterFailure failure) {
        String message = String.valueOf(failure.getMessage());
        return keepGoing ? message.lines().findFirst().orElse("") : message;
    }

    private int raft() {
        List<String> args = new ArrayList<>();
        if (replay != -1) {
            args.addAll(List.of("--replay", String.valueOf(replay)));
        } else {
            args.addAll(List.of("--seeds", String.valueOf(seeds), "--from", String.valueOf(from)));
        }
        if (keepGoing) {
            args.add("--keep-going");
        }
        SimulationMain.main(args.toArray(String[]::new));
        return 0;
    }

    private int again() {
        try {
            Simulation loud = new Simulation(replay, new HashSet<>(without), true);
            System.out.println(loud.swarm());
            Simulation.Result first = loud.run();
            Simulation.Result second = new Simulation(replay, new HashSet<>(without), false).run();
            System.out.println(first);
            if (first.traceHash() != second.traceHash()) {
                System.out.println("Seed " + replay + " gave two different runs.");
                return 1;
            }
            return 0;
        } catch (ClusterFailure failure) {
            failure.printStackTrace(System.out);
            return 1;
        }
    }

    private int smaller() {
        Optional<Minimiser.Smallest> smallest = new Minimiser(replay).minimise();
        if (smallest.isEmpty()) {
            System.out.println("Seed " + replay + " does not fail.");
            return 0;
        }
        System.out.printf(
                "%s%n%d faults are left after %d runs: integration-tests/simulate --replay %d --without %s%n",
                smallest.get().failure().getMessage(),
                smallest.get().faults(),
                smallest.get().runs(),
                replay,
                Minimiser.list(smallest.get().spared()));
        return 1;
    }
}
