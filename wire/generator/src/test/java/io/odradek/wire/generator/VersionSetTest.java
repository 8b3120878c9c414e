package io.odradek.wire.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.function.IntPredicate;

final class VersionSetTest {
    @Test
    void versionsAreReadAsTheSpecificationsWriteThem() {
        assertEquals(0b1000, VersionSet.parse("3").mask());
        assertEquals(0b111000, VersionSet.parse("3-5").mask());
        assertEquals(VersionSet.NONE, VersionSet.parse("none"));
        assertEquals(62, VersionSet.parse("2+").max());
        assertEquals(2, VersionSet.parse("2+").min());
    }

    @Test
    void belowAreTheVersionsLowerThanAllOfTheOthers() {
        assertEquals(
                VersionSet.parse("0-3"), VersionSet.parse("0-17").below(VersionSet.parse("4-18")));
        assertEquals(VersionSet.parse("0-7"), VersionSet.parse("0-7").below(VersionSet.NONE));
        assertEquals(VersionSet.NONE, VersionSet.parse("4-7").below(VersionSet.parse("2-9")));
    }

    @Test
    void aConditionHoldsForExactlyTheMembersAmongTheVersionsThatCanOccur() {
        for (long possible = 1; possible < 256; possible++) {
            for (long wanted = 0; wanted < 256; wanted++) {
                VersionSet set = new VersionSet(wanted);
                String text = set.conditionAmong(new VersionSet(possible));
                IntPredicate condition = parse(text);
                for (int v = 0; v < 8; v++) {
                    if ((possible >>> v & 1) != 0) {
                        assertEquals(
                                set.has(v),
                                condition.test(v),
                                text + " for " + v + ", wanted " + wanted + " of " + possible);
                    }
                }
            }
        }
    }

    @Test
    void aConditionIsAsShortAsItCanBe() {
        VersionSet possible = VersionSet.parse("0-9");
        assertEquals("true", VersionSet.parse("0+").conditionAmong(possible));
        assertEquals("false", VersionSet.parse("10+").conditionAmong(possible));
        assertEquals("version >= 4", VersionSet.parse("4+").conditionAmong(possible));
        assertEquals("version <= 4", VersionSet.parse("0-4").conditionAmong(possible));
        assertEquals(
                "version >= 2 && version <= 4", VersionSet.parse("2-4").conditionAmong(possible));
        assertEquals("version == 2", VersionSet.parse("2").conditionAmong(possible));
    }

    private static IntPredicate parse(String condition) {
        if (condition.equals("true") || condition.equals("false")) {
            return v -> condition.equals("true");
        }
        IntPredicate any = v -> false;
        for (String run : condition.split(" \\|\\| ")) {
            IntPredicate all = v -> true;
            for (String term : run.split(" && ")) {
                String[] words = term.split(" ");
                int bound = Integer.parseInt(words[2]);
                all =
                        all.and(
                                switch (words[1]) {
                                    case ">=" -> v -> v >= bound;
                                    case "<=" -> v -> v <= bound;
                                    default -> v -> v == bound;
                                });
            }
            any = any.or(all);
        }
        return any;
    }
}
