package io.odradek.it.chaos;

import io.odradek.it.chaos.fault.FaultRecord;
import io.odradek.it.chaos.work.Workload;
import io.odradek.it.history.Anomaly;
import io.odradek.it.history.HistoryChecker;
import io.odradek.it.history.ReaderEvent;
import io.odradek.it.history.Sighting;
import io.odradek.it.history.Value;
import io.odradek.it.history.Writer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A run as a page to read. */
final class Report {
    private static final int SHOWN_OF_A_KIND = 10;

    private final Outcome run;
    private final Silences silences;
    private final StringBuilder page = new StringBuilder();

    private Report(Outcome run) {
        this.run = run;
        this.silences = new Silences(run.history().writers(), Workload.TOPIC);
    }

    static String of(Outcome run) {
        var report = new Report(run);
        report.head();
        report.anomalies();
        report.records();
        report.repeats();
        report.unavailability();
        report.faults();
        report.logs();
        return report.page.toString();
    }

    /** The verdict in a few lines. */
    static String summary(Outcome run) {
        var report = new Report(run);
        report.verdict();
        return report.page.toString();
    }

    @SuppressWarnings("AnnotateFormatMethod") // Every caller is in this file.
    private void line(String format, Object... args) {
        page.append(String.format(Locale.ROOT, format, args)).append('\n');
    }

    private void head() {
        line("# Chaos, seed %d", run.seed());
        line("");
        verdict();
        line("* again: `%s`", run.command());
        line("* cluster: %s", run.cluster());
        run.lacking().forEach(l -> line("* WITHOUT: %s", l));
        line("* %.0f s", run.seconds(run.endNanos()));
    }

    private void verdict() {
        line(
                "%s: %d faults, %d anomalies%s",
                run.good() ? "GOOD" : "BAD",
                run.faults().size(),
                run.anomalies().size(),
                run.good() ? ", everything read, every replica in sync at the end" : "");
        Map<Anomaly.Kind, Long> kinds =
                run.anomalies().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Anomaly::kind, TreeMap::new, Collectors.counting()));
        kinds.forEach((kind, count) -> line("* %s: %d", kind.title(), count));
        run.unfinished().forEach(u -> line("* at the end: %s", u));
        run.deaths().forEach(d -> line("* %s", d));
        run.deathsOfFullDisks().forEach(d -> line("* %s, its disk being full", d));
    }

    private void anomalies() {
        line("\n## Anomalies\n");
        if (run.anomalies().isEmpty()) {
            line("None.");
        }
        var shown = new EnumMap<Anomaly.Kind, Integer>(Anomaly.Kind.class);
        for (Anomaly anomaly : run.anomalies()) {
            if (shown.merge(anomaly.kind(), 1, Integer::sum) <= SHOWN_OF_A_KIND) {
                line(
                        "* **%s**, %s: %s",
                        anomaly.kind().title(), anomaly.partition(), anomaly.what());
                anomaly.records().forEach(r -> line("  * %s", record(r)));
            }
        }
        shown.forEach(
                (kind, count) -> {
                    if (count > SHOWN_OF_A_KIND) {
                        line("* ... %d of %s in all", count, kind.title());
                    }
                });
    }

    private String record(Sighting seen) {
        String who = "an unreadable record";
        if (seen.value() != Value.CORRUPT) {
            int id = Value.writer(seen.value());
            List<Writer> writers = run.history().writers();
            String producer = id < writers.size() ? writers.get(id).producer() : "writer " + id;
            who = "%s's record %d".formatted(producer, Value.sequence(seen.value()));
        }
        OptionalInt leader = run.watcher().leader(String.valueOf(seen.partition()), seen.atNanos());
        return String.format(
                Locale.ROOT,
                "%s at offset %d, %s at %.3f s%s",
                who,
                seen.offset(),
                seen.by(),
                run.seconds(seen.atNanos()),
                leader.isPresent() ? ", led by node " + leader.getAsInt() : "");
    }

    private void records() {
        List<Writer> writers = run.history().writers();
        long sent = writers.stream().mapToLong(Writer::count).sum();
        long acknowledged = writers.stream().mapToLong(Writer::acknowledged).sum();
        long refused = writers.stream().mapToLong(Writer::refused).sum();
        long read = run.history().readers().stream().mapToLong(r -> r.records()).sum();
        long last = run.history().last().values().stream().mapToLong(p -> p.offsets().length).sum();
        long starts = run.history().groups().stream().mapToLong(g -> g.starts().size()).sum();
        long commits = run.history().groups().stream().mapToLong(g -> g.commits().size()).sum();
        long moves =
                run.history().readers().stream()
                        .flatMap(r -> r.events().stream())
                        .filter(e -> e instanceof ReaderEvent.Moved)
                        .count();
        line("\n## Records\n");
        line("| sent | acknowledged | refused | of unknown fate | polled | read at the end |");
        line("|---:|---:|---:|---:|---:|---:|");
        line(
                "| %d | %d | %d | %d | %d | %d |",
                sent, acknowledged, refused, sent - acknowledged - refused, read, last);
        line("");
        line(
                "%d topics created and deleted; in groups partitions were taken over %d times and"
                        + " offsets committed %d times; readers were moved %d times.",
                run.topicsCreated(), starts, commits, moves);
    }

    private void repeats() {
        long repeats = HistoryChecker.clientsOwnRepeats(run.history());
        if (repeats > 0) {
            line("");
            line(
                    "%d records are there twice because a producer gave a record up and sent anew,"
                            + " under other numbers, what it had under way to that partition"
                            + " (KAFKA-14034): no anomaly of the cluster.",
                    repeats);
        }
    }

    private void unavailability() {
        line("\n## Unavailability, by kind of fault\n");
        line(
                "The longest time in ms without an acknowledgement on any partition of `%s`, from a"
                        + " fault's beginning to the next fault. Producers wait 100 ms or more"
                        + " between retries.\n",
                Workload.TOPIC);
        line("| fault | times | p50 | p99 | max |");
        line("|---|---:|---:|---:|---:|");
        var byKind = new TreeMap<String, List<FaultRecord>>();
        var alone = run.faults().stream().filter(FaultRecord::alone).toList();
        alone.forEach(f -> byKind.computeIfAbsent(f.kind().title(), k -> new ArrayList<>()).add(f));
        byKind.put(
                "~ two at once, or a cluster not whole",
                run.faults().stream().filter(f -> !f.alone()).toList());
        byKind.put("~ all of them", run.faults());
        byKind.forEach(
                (kind, faults) -> {
                    var p = Percentiles.of(faults.stream().map(this::silence).toList());
                    line("| %s | %d | %d | %d | %d |", kind, p.count(), p.p50(), p.p99(), p.max());
                });
    }

    private long silence(FaultRecord fault) {
        return silences.longestMs(fault.beganNanos(), fault.overNanos());
    }

    private void faults() {
        line("\n## Faults\n");
        line("| at s | fault | target | for ms | silent ms | whole again after ms | |");
        line("|---:|---|---|---:|---:|---:|---|");
        for (FaultRecord fault : run.faults()) {
            line(
                    "| %.1f | %s | %s | %d | %d | %s | %s |",
                    run.seconds(fault.beganNanos()),
                    fault.kind().title(),
                    fault.target(),
                    ms(fault.endedNanos() - fault.beganNanos()),
                    silence(fault),
                    wholeAgain(fault),
                    fault.trouble());
        }
    }

    /** Since the fault was mended, as the watcher saw it. */
    private String wholeAgain(FaultRecord fault) {
        return run.watcher().views().stream()
                .filter(v -> v.whole() && v.askedNanos() > fault.endedNanos())
                .findFirst()
                .filter(v -> v.askedNanos() <= fault.overNanos())
                .map(v -> String.valueOf(ms(v.atNanos() - fault.endedNanos())))
                .orElse("");
    }

    private static long ms(long nanos) {
        return nanos / 1_000_000;
    }

    private void logs() {
        line("\n## Logs\n");
        run.logs().forEach(l -> line("* `%s`", l));
    }
}
