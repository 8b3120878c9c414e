package io.odradek.log.segment;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** The names of a log's files. */
public final class SegmentFiles {

    public static final String LOG = ".log";
    public static final String OFFSET_INDEX = ".index";
    public static final String TIME_INDEX = ".timeindex";
    public static final String TRANSACTION_INDEX = ".txnindex";
    public static final String PRODUCER_SNAPSHOT = ".snapshot";

    /** Behind a suffix above: a compacted copy that is not part of the log yet. */
    public static final String CLEANED = ".cleaned";

    /** Behind a suffix above: no part of the log any more. */
    public static final String DELETED = ".deleted";

    /** Everything a segment may consist of, the log itself first. */
    static final List<String> ALL =
            List.of(LOG, OFFSET_INDEX, TIME_INDEX, TRANSACTION_INDEX, PRODUCER_SNAPSHOT);

    /** What a segment itself consists of. */
    static final List<String> OWN = List.of(LOG, OFFSET_INDEX, TIME_INDEX);

    private static final int DIGITS = 20;

    private SegmentFiles() {}

    public static Path of(Path directory, long offset, String suffix) {
        return directory.resolve(String.format(Locale.ROOT, "%020d%s", offset, suffix));
    }

    /** The offset in the name of a file with this suffix; empty for every other file. */
    public static OptionalLong offset(Path file, String suffix) {
        String name = String.valueOf(file.getFileName());
        if (name.length() != DIGITS + suffix.length() || !name.endsWith(suffix)) {
            return OptionalLong.empty();
        }
        long offset = 0;
        for (int i = 0; i < DIGITS; i++) {
            char c = name.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalLong.empty();
            }
            offset = offset * 10 + (c - '0');
        }
        return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
    }
}
