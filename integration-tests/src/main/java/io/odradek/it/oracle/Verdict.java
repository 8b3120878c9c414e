package io.odradek.it.oracle;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What was promised against what was read. Every acknowledged record must be read exactly once, at
 * the offset of its acknowledgement; a refused one never; one of unknown fate at most once; numbers
 * must rise along each partition.
 *
 * @param faults the first few broken promises of each partition, in words; empty when all is well
 */
public record Verdict(
        long acknowledged, long refused, long unknown, long read, List<String> faults) {
    private static final int SHOWN_PER_PARTITION = 10;

    public static Verdict of(
            List<Answers> answers, List<List<ConsumerRecord<byte[], byte[]>>> read) {
        var faults = new ArrayList<String>();
        long records = 0;
        for (int p = 0; p < answers.size(); p++) {
            records += read.get(p).size();
            var found = new ArrayList<String>();
            compare(p, answers.get(p), read.get(p), found);
            faults.addAll(found.subList(0, Math.min(found.size(), SHOWN_PER_PARTITION)));
            if (found.size() > SHOWN_PER_PARTITION) {
                faults.add("partition " + p + ": ... " + found.size() + " faults in all");
            }
        }
        return new Verdict(
                answers.stream().mapToLong(Answers::acknowledged).sum(),
                answers.stream().mapToLong(Answers::refused).sum(),
                answers.stream().mapToLong(Answers::unknown).sum(),
                records,
                List.copyOf(faults));
    }

    private static void compare(
            int partition,
            Answers answers,
            List<ConsumerRecord<byte[], byte[]>> read,
            List<String> faults) {
        var seen = new BitSet();
        int previous = -1;
        for (ConsumerRecord<byte[], byte[]> record : read) {
            int number = NumberedRecord.number(record.value());
            String what =
                    "partition " + partition + ", offset " + record.offset() + ": record " + number;
            if (NumberedRecord.partition(record.value()) != partition) {
                faults.add(what + " belongs to another partition");
            }
            if (seen.get(number)) {
                faults.add(what + " is read a second time");
            } else if (number < previous) {
                faults.add(what + " comes after record " + previous);
            }
            if (answers.isRefused(number)) {
                faults.add(what + " was refused, yet is there");
            }
            if (answers.isAcknowledged(number) && answers.offset(number) != record.offset()) {
                faults.add(what + " was acknowledged at offset " + answers.offset(number));
            }
            seen.set(number);
            previous = number;
        }
        for (int number = 0; number < answers.sent(); number++) {
            if (answers.isAcknowledged(number) && !seen.get(number)) {
                faults.add(
                        "partition "
                                + partition
                                + ": record "
                                + number
                                + " was acknowledged at"
                                + " offset "
                                + answers.offset(number)
                                + " and is lost");
            }
        }
    }

    public boolean clean() {
        return faults.isEmpty();
    }

    @Override
    public String toString() {
        String counts =
                "acknowledged %d, refused %d, unknown %d, read %d: "
                        .formatted(acknowledged, refused, unknown, read);
        return counts
                + (clean() ? "every promise kept" : "BROKEN\n  " + String.join("\n  ", faults));
    }
}
