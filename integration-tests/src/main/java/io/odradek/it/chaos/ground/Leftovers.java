package io.odradek.it.chaos.ground;

import io.odradek.it.cluster.Command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Network namespaces and mounts carry the id of the process that made them: what outlived its
 * process is removed by the next run.
 */
final class Leftovers {
    private static final String PREFIX = "odchaos-";
    private static final Pattern OWNED = Pattern.compile(PREFIX + "(\\d+)-");

    private Leftovers() {}

    /** A name of ours for {@code what}. */
    static String name(String what) {
        return PREFIX + ProcessHandle.current().pid() + "-" + what;
    }

    /** Removes what processes that are gone left behind; returns their names. */
    static List<String> sweep() {
        var swept = new ArrayList<String>();
        try {
            Path namespaces = Path.of("/run/netns");
            if (Files.isDirectory(namespaces)) {
                try (Stream<Path> all = Files.list(namespaces)) {
                    for (Path path : all.filter(p -> isStale(p.toString())).toList()) {
                        String name = String.valueOf(path.getFileName());
                        Command.of("ip", "netns", "del", name).run().ok();
                        swept.add(name);
                    }
                }
            }
            for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
                String point = line.split(" ")[1];
                if (isStale(point)) {
                    Command.of("fsfreeze", "-u", point).run();
                    Command.of("umount", "-l", point).run().ok();
                    swept.add(point);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for what earlier runs left", e);
        }
        return swept;
    }

    /** Of these names, those of processes that are gone. */
    static List<String> stale(List<String> names) {
        return names.stream().filter(Leftovers::isStale).toList();
    }

    private static boolean isStale(String name) {
        var owner = OWNED.matcher(name);
        return owner.find() && ProcessHandle.of(Long.parseLong(owner.group(1))).isEmpty();
    }
}
