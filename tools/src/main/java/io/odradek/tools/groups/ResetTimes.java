package io.odradek.tools.groups;

import io.odradek.tools.cli.Failure;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;

/** Points in time as {@code --to-datetime} and {@code --by-duration} are given them. Pure. */
final class ResetTimes {

    /** As in {@code 2026-11-21T12:00:00.000}, with or without {@code Z}, +02, +0200, +02:00. */
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX][XX][X]");

    private ResetTimes() {}

    /** Milliseconds since 1970; a time without an offset is UTC. */
    static long dateTime(String text) {
        try {
            TemporalAccessor time =
                    DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            return time instanceof OffsetDateTime zoned
                    ? zoned.toInstant().toEpochMilli()
                    : LocalDateTime.from(time).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException e) {
            throw new Failure(
                    "--to-datetime '%s' is not of the form YYYY-MM-DDThh:mm:ss.sss; an offset such as Z or +02:00 may follow (UTC without one)"
                            .formatted(text),
                    e);
        }
    }

    /** Milliseconds since 1970 of the time that lies so long before {@code nowMs}. */
    static long before(String duration, long nowMs) {
        try {
            return nowMs - Duration.parse(duration).toMillis();
        } catch (DateTimeException | ArithmeticException e) {
            throw new Failure(
                    "--by-duration '%s' is not of the form PnDTnHnMnS, as in PT1H30M"
                            .formatted(duration),
                    e);
        }
    }
}
