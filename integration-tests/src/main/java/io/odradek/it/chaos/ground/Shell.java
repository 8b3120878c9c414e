package io.odradek.it.chaos.ground;

import io.odradek.it.cluster.Command;

import java.util.ArrayList;
import java.util.List;

/** Commands of the operating system. */
final class Shell {
    private Shell() {}

    /** Runs lines of bash; the first that fails ends them and is an error. */
    static String run(String lines) {
        return Command.of("bash", "-euc", lines).run().ok();
    }

    /** Of the programs named, those that are not installed. */
    static List<String> missing(String... programs) {
        var missing = new ArrayList<String>();
        for (String program : programs) {
            if (Command.of("bash", "-c", "command -v " + program).run().status() != 0) {
                missing.add(program);
            }
        }
        return missing;
    }

    static boolean isRoot() {
        return Command.of("id", "-u").run().ok().strip().equals("0");
    }
}
