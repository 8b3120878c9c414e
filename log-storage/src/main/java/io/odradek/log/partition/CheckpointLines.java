package io.odradek.log.partition;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The text format that all of a broker's checkpoint files share. Stateless. */
final class CheckpointLines {

    private CheckpointLines() {}

    /** Checks the version (0) and the count, and splits every line into exactly {@code fields}. */
    static List<String[]> parse(Path path, List<String> lines, int fields) throws LogException {
        if (lines.size() < 2 || !lines.get(0).strip().equals("0")) {
            throw malformed(path, "it does not start with version 0 and a count");
        }
        long count = number(path, lines.get(1).strip());
        if (count != lines.size() - 2) {
            throw malformed(path, "it announces " + count + " lines and has " + (lines.size() - 2));
        }
        List<String[]> parsed = new ArrayList<>(lines.size() - 2);
        for (String line : lines.subList(2, lines.size())) {
            String[] split = line.strip().split(" ", -1);
            if (split.length != fields) {
                throw malformed(path, "line '" + line + "' has not " + fields + " fields");
            }
            parsed.add(split);
        }
        return parsed;
    }

    static long number(Path path, String text) throws LogException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw malformed(path, "'" + text + "' is no number");
        }
    }

    private static LogException malformed(Path path, String why) {
        return new LogException(
                LogException.Category.CORRUPT,
                path + " cannot be read: " + why + "; restore it or delete it to have it rebuilt",
                null);
    }
}
