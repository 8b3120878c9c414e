package io.odradek.log.partition;

import io.odradek.log.batch.Compression;
import io.odradek.log.clean.CleanRules;
import io.odradek.log.io.Disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random work on a {@link CompactedLog}. */
final class CompactedWork {

    private final CompactedLog log;
    private final RandomGenerator random;
    private final List<Long> transactions = new ArrayList<>();

    CompactedWork(Disk disk, Path root, RandomGenerator random) throws IOException {
        this.log = new CompactedLog(disk, root);
        this.random = random;
    }

    CompactedLog log() {
        return log;
    }

    void step() throws IOException {
        log.nowMs += random.nextInt(40);
        switch (random.nextInt(28)) {
            case 0 -> log.newEpoch();
            case 1, 2 -> log.flush(false);
            case 3, 4 -> log.flush(true);
            case 5, 6 -> clean();
            case 7 -> log.saveCleaned();
            case 8 -> {
                if (random.nextInt(4) == 0) {
                    log.closeAndReopen(random.nextBoolean());
                }
            }
            case 9 -> {
                if (random.nextInt(4) == 0 && log.end() > 20) {
                    log.truncate(Math.max(log.cleanedAtMost(), log.end() - random.nextInt(15)));
                    learnTransactions();
                    log.newEpoch();
                    log.check();
                }
            }
            case 10 -> log.log().releaseHandles();
            case 11, 12 -> {
                if (!transactions.isEmpty()) {
                    log.endTransaction(transactions.removeLast(), random.nextBoolean());
                }
            }
            default -> append();
        }
    }

    /** After a crash: some may have begun or ended without leaving a trace. */
    void learnTransactions() {
        transactions.clear();
        transactions.addAll(log.openTransactions());
    }

    private void clean() throws IOException {
        CleanRules rules =
                new CleanRules(
                        0,
                        random.nextInt(3) == 0 ? 100 : 0,
                        random.nextInt(3) == 0 ? 400 : Long.MAX_VALUE,
                        300,
                        1000 + random.nextInt(8000),
                        500);
        log.clean(rules, random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 1000);
        log.check();
    }

    private void append() throws LogException {
        int records = 1 + random.nextInt(4);
        String[] content = new String[2 * records];
        for (int i = 0; i < records; i++) {
            content[2 * i] = "key" + random.nextInt(12);
            content[2 * i + 1] =
                    random.nextInt(4) == 0
                            ? "-"
                            : random.nextInt() + "x".repeat(random.nextInt(600));
        }
        long producer = random.nextInt(-1, 4);
        boolean transactional = producer >= 2 && random.nextBoolean();
        if (producer >= 2 && transactions.contains(producer)) {
            transactional = true; // while its transaction is open it writes nothing else
        }
        if (transactional && !transactions.contains(producer)) {
            transactions.add(producer);
        }
        Compression[] codecs = Compression.values();
        log.append(
                codecs[random.nextInt(3) == 0 ? random.nextInt(codecs.length) : 0],
                producer,
                transactional,
                content);
    }
}
