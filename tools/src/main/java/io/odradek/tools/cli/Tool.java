package io.odradek.tools.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/**
 * A command: {@link #call} returns its exit status. A base class, because that is how picocli gives
 * every command the same {@code --help} and {@code --version}.
 */
@Command(versionProvider = Version.class)
@SuppressWarnings("UnusedVariable") // The parser looks at what it set.
public abstract class Tool implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version.")
    private boolean version;

    @Spec
    @SuppressWarnings("NullAway.Init") // Injected before call().
    private CommandSpec spec;

    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Whether the option with this name, given without its dashes, stands on the command line. */
    protected final boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption("--" + option);
    }

    /** A complaint about the command line, shown with a pointer to the help. */
    protected final CommandLine.ParameterException usage(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }
}
