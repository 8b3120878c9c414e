package io.odradek.tools.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;

/** What a command printed and returned when it was run as its script runs it. */
public record Ran(int status, String out, String err) {

    public static Ran run(Callable<Integer> command, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Launcher.run(command, new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Ran(status, out.toString(), err.toString());
    }

    /** The first line of standard error. */
    public String complaint() {
        return err.lines().findFirst().orElse("");
    }
}
