package io.odradek.it.matrix;

import io.odradek.it.matrix.Client.Ability;
import io.odradek.it.matrix.Result.Column;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** What the matrix tells: its progress, its table, its faults. */
final class Report {
    private static final String BEGIN =
            "<!-- client matrix: written by integration-tests/client-matrix/run --write-readme -->";
    private static final String END = "<!-- end of client matrix -->";
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private Report() {}

    static void say(String line) {
        System.out.println(LocalTime.now(ZoneId.systemDefault()).format(CLOCK) + " " + line);
    }

    /** The table in Markdown. */
    static String table(List<Result> results) {
        var text = new StringBuilder();
        text.append("| client | version | produce | consume | group | failover | transactions |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        for (Result result : results) {
            Client client = result.client();
            text.append(
                    "| %s | %s | %s | %s | %s | %s | %s |\n"
                            .formatted(
                                    client.title(),
                                    client.version(),
                                    cell(result, Column.PRODUCE, true),
                                    result.good(Column.CROSS) || !result.wasTried(Column.CROSS)
                                            ? cell(
                                                    result,
                                                    Column.CONSUME,
                                                    client.can(Ability.CONSUME))
                                            : "**no**",
                                    cell(result, Column.GROUP, client.can(Ability.GROUP)),
                                    cell(result, Column.FAILOVER, true),
                                    client.can(Ability.TRANSACTIONS) ? "later" : "–"));
        }
        return text.toString();
    }

    private static String cell(Result result, Column column, boolean able) {
        if (!able) {
            return "–";
        }
        if (!result.wasTried(column)) {
            return "not tried";
        }
        if (!result.good(column)) {
            return "**no**";
        }
        return result.attempt() == 1 ? "yes" : "yes, at the second attempt";
    }

    static void faults(List<Result> results, Path logs) {
        for (Result result : results) {
            if (result.attempt() > 1) {
                System.out.println(
                        "\n*** " + result.client().name() + " needed a second attempt ***");
                result.stumbles().forEach(s -> System.out.println("  " + s));
            }
            if (!result.allGood()) {
                System.out.println(
                        "\n"
                                + result.client().name()
                                + " ("
                                + logs.resolve(result.client().name())
                                + ")");
                for (Column column : Column.values()) {
                    List<String> faults = result.faultsOf(column);
                    faults.stream()
                            .limit(5)
                            .forEach(f -> System.out.println("  " + column + ": " + f));
                    if (faults.size() > 5) {
                        System.out.println("  " + column + ": ... " + faults.size() + " in all");
                    }
                }
            }
        }
    }

    /** Puts the table between its marks in a page. */
    static void write(Path page, String table) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(page + " lacks the lines '" + BEGIN + "' and '" + END + "'");
        }
        Files.writeString(
                page,
                text.substring(0, begin + BEGIN.length()) + "\n" + table + text.substring(end));
    }
}
