package io.odradek.it.matrix;

import io.odradek.it.cluster.Command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * Puts on this computer what the clients need: Debian's packages, then each folder's own {@code
 * install}.
 */
final class Installer {
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    /** Two compile librdkafka: one after the other would take twice as long. */
    private static final int AT_ONCE = 2;

    private final Path folder;

    /**
     * @param folder with a folder for each client
     */
    Installer(Path folder) {
        this.folder = folder;
    }

    /** What could not be installed, and why, by the client's folder. */
    Map<String, String> install(List<Client> clients) {
        var wanted = new TreeSet<String>();
        clients.forEach(c -> wanted.addAll(c.debian()));
        List<String> missing = missing(List.copyOf(wanted));
        if (!missing.isEmpty()) {
            Report.say("installing " + String.join(" ", missing));
            apt("update", "-qq");
            var install =
                    new ArrayList<>(List.of("install", "-y", "-qq", "--no-install-recommends"));
            install.addAll(missing);
            apt(install.toArray(String[]::new));
        }
        return prepare(clients);
    }

    /** Each client's own preparation; quick where nothing is to be done. */
    private Map<String, String> prepare(List<Client> clients) {
        Map<String, String> failures = new ConcurrentHashMap<>();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            folders(clients)
                    .forEach((name, all) -> threads.execute(() -> prepare(name, all, failures)));
        }
        return failures;
    }

    private void prepare(String name, Client client, Map<String, String> failures) {
        List<String> lacking = missing(client.debian());
        if (!lacking.isEmpty()) {
            failures.put(name, "not installed: " + String.join(" ", lacking));
            return;
        }
        Path script = folder.resolve(name).resolve("install");
        if (Files.exists(script)) {
            try {
                Report.say("preparing " + name);
                Command.of(script.toString())
                        .environment(Map.of("MATRIX_JAVA", Command.currentJava()))
                        .within(DEADLINE)
                        .run()
                        .ok();
            } catch (AssertionError | RuntimeException e) {
                failures.put(name, String.valueOf(e.getMessage()));
            }
        }
    }

    private static Map<String, Client> folders(List<Client> clients) {
        var folders = new LinkedHashMap<String, Client>();
        clients.forEach(c -> folders.put(c.folder(), c));
        return folders;
    }

    /** Those packages that dpkg does not know as installed. */
    private static List<String> missing(List<String> packages) {
        return packages.stream()
                .filter(
                        name ->
                                !Command.of("dpkg-query", "-W", "-f=${db:Status-Status}", name)
                                        .run()
                                        .out()
                                        .equals("installed"))
                .toList();
    }

    private static void apt(String... words) {
        var line = new ArrayList<>(List.of("DEBIAN_FRONTEND=noninteractive", "apt-get"));
        line.addAll(List.of(words));
        boolean root = Command.of("id", "-u").run().out().strip().equals("0");
        Command command =
                root
                        ? Command.of("env", line.toArray(String[]::new))
                        : Command.of("sudo", line.toArray(String[]::new));
        var result = command.within(DEADLINE).run();
        if (result.status() != 0) {
            Report.say("*** " + result + " ***");
        }
    }
}
