package io.odradek.raft.core;

import static io.odradek.raft.core.CoreHarness.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.raft.Entry;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

final class RaftLogTest {

    @Test
    void behavesAsAListOfEntriesUnderRandomOperations() {
        for (int seed = 0; seed < 300; seed++) {
            compareWithModel(seed);
        }
    }

    /** The model: a plain list, and where it begins. */
    private static void compareWithModel(int seed) {
        Random random = new Random(seed);
        RaftLog log = new RaftLog(0, 0, 300);
        List<Entry> model = new ArrayList<>();
        long base = 0;
        int baseTerm = 0;
        int term = 1;
        for (int i = 0; i < 200; i++) {
            term += random.nextInt(4) == 0 ? 1 : 0;
            long last = base + model.size();
            switch (random.nextInt(8)) {
                case 0 -> {
                    long from = base + 1 + random.nextLong(model.size() + 1);
                    log.truncateFrom(from);
                    model.subList((int) (from - base - 1), model.size()).clear();
                }
                case 1 -> {
                    long first = base + 1 + random.nextLong(model.size() + 1);
                    baseTerm = first == base + 1 ? baseTerm : termIn(model, base, first - 1);
                    log.truncateBefore(first);
                    model.subList(0, (int) (first - 1 - base)).clear();
                    base = first - 1;
                }
                case 2 -> log.evict(last);
                default -> {
                    Entry entry = command(last + 1, term);
                    log.append(entry);
                    model.add(entry);
                }
            }
            check("seed " + seed + " step " + i, log, model, base, baseTerm);
        }
    }

    private static int termIn(List<Entry> model, long base, long index) {
        return model.get((int) (index - base - 1)).term();
    }

    private static void check(
            String where, RaftLog log, List<Entry> model, long base, int baseTerm) {
        long last = base + model.size();
        assertEquals(base, log.baseIndex(), where);
        assertEquals(last, log.lastIndex(), where);
        assertEquals(baseTerm, log.termAt(base), where);
        assertFalse(log.knows(base - 1) || log.knows(last + 1), where);
        for (Entry entry : model) {
            assertEquals(entry.term(), log.termAt(entry.index()), where);
            if (log.cached(entry.index())) {
                List<Entry> slice = log.slice(entry.index(), last, 100);
                int at = (int) (entry.index() - base - 1);
                assertEquals(model.subList(at, at + slice.size()), slice, where);
            }
        }
    }

    @Test
    void whatIsNotOnTheDiskStaysInMemory() {
        RaftLog log = new RaftLog(0, 0, 100);
        for (int i = 1; i <= 10; i++) {
            log.append(command(i, 1));
        }
        log.evict(4);
        assertFalse(log.cached(4));
        assertTrue(log.cached(5));
    }

    @Test
    void gapsAndFallingTermsAreRefused() {
        RaftLog log = new RaftLog(5, 3, 100);
        assertThrows(IllegalStateException.class, () -> log.append(command(7, 3)));
        assertThrows(IllegalStateException.class, () -> log.append(command(6, 2)));
    }

    @Test
    void lastNotAboveJumpsOverWholeTerms() {
        RaftLog log = new RaftLog(0, 0, 10_000);
        int[] terms = {1, 1, 4, 4, 6};
        for (int i = 0; i < terms.length; i++) {
            log.append(command(i + 1, terms[i]));
        }
        assertEquals(5, log.lastNotAbove(9, 6));
        assertEquals(4, log.lastNotAbove(9, 5));
        assertEquals(2, log.lastNotAbove(4, 3));
        assertEquals(3, log.lastNotAbove(3, 4));
        assertEquals(0, log.lastNotAbove(5, 0));
    }
}
