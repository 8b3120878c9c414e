package io.odradek.tools.demo;

import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.Tool;

import picocli.CommandLine.Command;

/** {@code odradek-demo.sh}. */
@Command(
        name = "odradek-demo.sh",
        description = "The demonstration behind deploy/local-cluster.",
        subcommands = {AwaitCommand.class, RunCommand.class})
public final class DemoCommand extends Tool {

    public static void main(String[] args) {
        Launcher.runAndExit(new DemoCommand(), args);
    }

    @Override
    public Integer call() {
        throw usage("Say what to do: await or run");
    }
}
