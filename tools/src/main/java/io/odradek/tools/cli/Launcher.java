package io.odradek.tools.cli;

import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * Runs one command: reads its arguments, calls it, and turns whatever went wrong into a sentence on
 * standard error and exit status 1, as Apache Kafka's commands do.
 */
public final class Launcher {

    private static final int FAILED = 1;

    /** How the client library says that it reached nobody in all its time. */
    private static final String NOBODY = "Timed out waiting for a node assignment";

    private Launcher() {}

    /** The whole life of a command's process. */
    @SuppressWarnings("SystemExitOutsideMain") // This is what the commands' mains consist of.
    public static void runAndExit(Callable<Integer> command, String... args) {
        int status = run(command, writer(System.out), writer(System.err), args);
        System.out.flush();
        System.exit(status);
    }

    /** Runs {@code command} and returns its exit status. */
    public static int run(
            Callable<Integer> command, PrintWriter out, PrintWriter err, String... args) {
        CommandLine line =
                new CommandLine(command)
                        .setOut(out)
                        .setErr(err)
                        .setExpandAtFiles(false)
                        .setUsageHelpAutoWidth(true)
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .setParameterExceptionHandler(Launcher::explain)
                        .setExecutionExceptionHandler(
                                (e, at, parsed) -> {
                                    at.getErr().println(sentence(e));
                                    return FAILED;
                                });
        return line.execute(args);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** A wrong command line: says what is wrong with it in the words Kafka's commands use. */
    private static int explain(CommandLine.ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        line.getErr().println(message(e));
        line.getErr()
                .printf("%s --help lists the options.%n", line.getCommandSpec().qualifiedName());
        return FAILED;
    }

    private static String message(CommandLine.ParameterException e) {
        return switch (e) {
            case CommandLine.UnmatchedArgumentException unmatched -> unmatched(unmatched);
            case CommandLine.MissingParameterException missing -> missing(missing);
            case CommandLine.OverwrittenOptionException repeated ->
                    "Found multiple arguments for option %s, but you asked for only one"
                            .formatted(name(repeated.getOverwritten()));
            default -> conversion(e);
        };
    }

    private static String unmatched(CommandLine.UnmatchedArgumentException e) {
        String first = e.getUnmatched().getFirst();
        if (!first.startsWith("-")) {
            return "'%s' is not an option, and an argument was not expected here".formatted(first);
        }
        String name = first.replaceFirst("^-+", "").replaceFirst("=.*", "");
        return name + " is not a recognized option" + RetiredOptions.advice(name);
    }

    private static String missing(CommandLine.MissingParameterException e) {
        List<ArgSpec> missing = e.getMissing();
        boolean lacksItsValue =
                missing.stream().anyMatch(arg -> arg.isOption() && !isAbsent(arg, e));
        if (lacksItsValue) {
            return "Option " + name(missing.getFirst()) + " requires an argument";
        }
        return missing.stream()
                .map(arg -> "Missing required argument \"[" + name(arg) + "]\"")
                .collect(Collectors.joining(System.lineSeparator()));
    }

    /** Whether the option was not given at all, rather than given without its value. */
    private static boolean isAbsent(ArgSpec arg, CommandLine.MissingParameterException e) {
        return arg.required() && String.valueOf(e.getMessage()).startsWith("Missing required");
    }

    private static String conversion(CommandLine.ParameterException e) {
        ArgSpec arg = e.getArgSpec();
        if (arg == null) {
            return String.valueOf(e.getMessage());
        }
        String message = String.valueOf(e.getMessage());
        if (message.startsWith("Expected parameter")) {
            return "Option " + name(arg) + " requires an argument";
        }
        return "Cannot parse argument '%s' of option %s".formatted(e.getValue(), name(arg));
    }

    private static String name(ArgSpec arg) {
        return arg instanceof OptionSpec option
                ? option.longestName().replaceFirst("^-+", "")
                : arg.paramLabel();
    }

    /** What went wrong, without the wrappers that client libraries put around it. */
    public static Throwable cause(Throwable e) {
        Throwable at = e;
        while (at.getCause() != null
                && (at instanceof ExecutionException
                        || at instanceof CompletionException
                        || at.getCause() instanceof ConfigException)) {
            at = at.getCause();
        }
        return at;
    }

    /** {@link #cause} as a sentence. */
    public static String sentence(Throwable e) {
        Throwable cause = cause(e);
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause.getClass().getName();
        }
        return cause instanceof TimeoutException && message.startsWith(NOBODY)
                ? message
                        + ": no broker answers; check the address after --bootstrap-server, and that a broker runs there"
                : message;
    }
}
