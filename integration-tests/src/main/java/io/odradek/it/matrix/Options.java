package io.odradek.it.matrix;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of the command.
 *
 * @param only names of clients, all if empty
 * @param dist the distribution to run
 * @param atOnce how many clients share a round and its kill
 * @param install install what is missing
 * @param rounds every client for itself, with its kill
 * @param cross topics that every client reads
 * @param again a client that does not get through a step may try once more
 * @param skipMissing what cannot be installed does not make the run fail
 */
record Options(
        List<String> only,
        Path dist,
        int atOnce,
        boolean install,
        boolean again,
        boolean skipMissing,
        boolean rounds,
        boolean cross,
        boolean writeReadme,
        boolean list,
        boolean help) {
    static final String HELP =
            """
            integration-tests/client-matrix/run: every Kafka client against a cluster that loses a leader
              --only NAME       only this client (repeatable)
              --list            the names
              --dist FOLDER     another distribution than deploy/target/odradek
              --at-once N       clients that share a round and its kill (8)
              --no-cross        without the topics that every client reads
              --cross-only      nothing but these topics
              --no-install      take what is there
              --no-build        take the distribution as it is
              --again           a client that does not get through a step tries once more, and the table says so;
                                a broken promise (a record lost, doubled or out of order) stays a failure
              --skip-missing    a client that cannot be installed is no failure
              --write-readme    write the table into README.md
            """;

    static Options parse(String[] args) {
        var words = new ArrayDeque<>(List.of(args));
        var only = new ArrayList<String>();
        Path dist = Path.of("deploy/target/odradek");
        int atOnce = 8;
        boolean install = true;
        boolean again = false;
        boolean skipMissing = false;
        boolean rounds = true;
        boolean cross = true;
        boolean writeReadme = false;
        boolean list = false;
        boolean help = false;
        while (!words.isEmpty()) {
            String word = words.remove();
            switch (word) {
                case "--only" -> only.add(value(word, words));
                case "--dist" -> dist = Path.of(value(word, words));
                case "--at-once" -> atOnce = Integer.parseInt(value(word, words));
                case "--no-install" -> install = false;
                case "--again" -> again = true;
                case "--skip-missing" -> skipMissing = true;
                case "--no-cross" -> cross = false;
                case "--cross-only" -> rounds = false;
                case "--write-readme" -> writeReadme = true;
                case "--list" -> list = true;
                case "--help", "-h" -> help = true;
                default -> throw new IllegalArgumentException("unknown option " + word);
            }
        }
        if (writeReadme && !(only.isEmpty() && rounds && cross && !again)) {
            throw new IllegalArgumentException(
                    "--write-readme writes the whole table: leave --only, --again and the like away");
        }
        return new Options(
                only,
                dist,
                atOnce,
                install,
                again,
                skipMissing,
                rounds,
                cross,
                writeReadme,
                list,
                help);
    }

    private static String value(String option, ArrayDeque<String> words) {
        String value = words.poll();
        if (value == null) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return value;
    }

    /** The clients named by {@code --only}. */
    List<Client> chosen(List<Client> roster) {
        for (String name : only) {
            if (roster.stream().noneMatch(c -> c.name().equals(name))) {
                throw new IllegalArgumentException("no client is called " + name + ": see --list");
            }
        }
        return roster.stream().filter(c -> only.isEmpty() || only.contains(c.name())).toList();
    }
}
