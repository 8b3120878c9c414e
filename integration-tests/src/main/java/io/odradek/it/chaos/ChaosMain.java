package io.odradek.it.chaos;

import io.odradek.it.chaos.ground.CannotRunException;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** The command {@code integration-tests/chaos}; started in the root of the repository. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Breaks a cluster of three brokers at random while clients write and read, and"
                        + " exits with 0 only if no promise was broken and the cluster was whole at"
                        + " the end. The report is in integration-tests/target/chaos/SEED/report.md.",
        footer = "Links and disks are broken only where it runs as root.")
public final class ChaosMain implements Callable<Integer> {
    @Mixin private Options options = new Options();

    private ChaosMain() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new ChaosMain()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        String wrong = options.wrong();
        if (!wrong.isEmpty()) {
            System.err.println(wrong);
            return CommandLine.ExitCode.USAGE;
        }
        try {
            if (options.outages) {
                return new Outages(options.dist, options.times, ChaosRun.HOME).run() ? 0 : 1;
            }
            return new ChaosRun(options).run().exitStatus();
        } catch (CannotRunException e) {
            System.err.println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
    }
}
