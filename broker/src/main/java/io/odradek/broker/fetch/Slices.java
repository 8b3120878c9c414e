package io.odradek.broker.fetch;

import io.odradek.broker.replica.PartitionRead;
import io.odradek.log.partition.LogSlice;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/** Ends of slices that nobody gets to see. */
final class Slices {
    private static final Logger log = LoggerFactory.getLogger(Slices.class);

    private Slices() {}

    static void close(PartitionRead read) {
        if (read.slice() != null) {
            close(read.slice());
        }
    }

    static void close(LogSlice slice) {
        try {
            slice.close();
        } catch (IOException e) {
            log.warn("Cannot close {}.", slice, e);
        }
    }
}
