package io.odradek.benchmarks;

import io.odradek.it.cluster.Command;
import io.odradek.it.cluster.NodeProcess;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel knows of a process. */
final class Proc {
    private static final double TICKS_PER_SECOND =
            Double.parseDouble(Command.of("getconf", "CLK_TCK").run().ok().strip());

    private Proc() {}

    /** User and system time of all the processes so far. */
    static double cpuSeconds(List<NodeProcess> nodes) {
        return nodes.stream().mapToLong(n -> ticks(n.pid())).sum() / TICKS_PER_SECOND;
    }

    /** Resident memory, in MiB. */
    static double residentMiB(long pid) {
        return read(pid, "status")
                        .lines()
                        .filter(l -> l.startsWith("VmRSS:"))
                        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow()
                / 1024.0;
    }

    private static long ticks(long pid) {
        String stat = read(pid, "stat");
        // The second field, the program's name in parentheses, may contain anything.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
