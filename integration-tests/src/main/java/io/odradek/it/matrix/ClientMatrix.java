package io.odradek.it.matrix;

import io.odradek.it.cluster.ClusterSpec;
import io.odradek.it.cluster.Distribution;
import io.odradek.it.cluster.ProcessCluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * The command {@code integration-tests/client-matrix/run}; started in the root of the repository.
 */
public final class ClientMatrix {
    private static final Path HOME = Path.of("integration-tests/client-matrix").toAbsolutePath();

    private final Options options;
    private final List<Client> clients;

    private ClientMatrix(Options options) {
        this.options = options;
        this.clients = options.chosen(Roster.clients());
    }

    /** Exit status 0: every client did everything it can. 1: some did not. 2: a wrong option. */
    public static void main(String[] args) throws Exception {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + Options.HELP);
            System.exit(2);
            return;
        }
        if (options.help()) {
            System.out.println(Options.HELP);
        } else if (options.list()) {
            Roster.clients()
                    .forEach(
                            c ->
                                    System.out.printf(
                                            "%-22s %s %s%n", c.name(), c.title(), c.version()));
        } else {
            System.exit(new ClientMatrix(options).run() ? 0 : 1);
        }
    }

    private boolean run() throws IOException, InterruptedException, ExecutionException {
        Path logs = HOME.resolve("target/logs");
        List<Client> ready = ready();
        boolean complete = ready.size() == clients.size();
        var results = new ArrayList<Result>();
        ready.forEach(client -> results.add(new Result(client)));
        var spec = ClusterSpec.combined("matrix", 3);
        try (var cluster = ProcessCluster.start(spec, new Distribution(options.dist()))) {
            var workshop = new Workshop(HOME.resolve("clients"), logs, cluster.bootstrap());
            if (options.rounds()) {
                rounds(cluster, workshop, results);
                if (options.again()) {
                    rounds(cluster, workshop, results.stream().filter(Result::again).toList());
                }
            }
            if (options.cross()) {
                Report.say("cross-reading");
                new CrossReading(cluster, workshop).run(ready, results);
            }
        }
        Report.faults(results, logs);
        String table = Report.table(results);
        System.out.println("\n" + table);
        if (options.writeReadme()) {
            Report.write(Path.of("README.md"), table);
        }
        return results.stream().allMatch(Result::allGood) && (complete || options.skipMissing());
    }

    private void rounds(ProcessCluster cluster, Workshop workshop, List<Result> results)
            throws InterruptedException, ExecutionException {
        for (int i = 0; i < results.size(); i += options.atOnce()) {
            var some = results.subList(i, Math.min(results.size(), i + options.atOnce()));
            Report.say("together: " + some.stream().map(r -> r.client().name()).toList());
            new Round(cluster, workshop).run(some);
        }
    }

    private List<Client> ready() {
        var installer = new Installer(HOME.resolve("clients"));
        Map<String, String> failures = options.install() ? installer.install(clients) : Map.of();
        failures.forEach(
                (folder, why) -> Report.say("*** WITHOUT " + folder + ": " + why + " ***"));
        return clients.stream().filter(c -> !failures.containsKey(c.folder())).toList();
    }
}
