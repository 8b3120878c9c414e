package io.odradek.it;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a command said, without what differs from run to run. */
record ToolAnswer(int status, String out, String err) {

    /** How much of it two commands have in common, more and more. */
    enum Likeness {
        /** Nothing that counts. */
        OTHER,
        /** The exit status. */
        STATUS,
        /** Also the sentence that says what is wrong; ours may go on. */
        WORDS,
        /** The status and the output, line by line in any order; not what is on the side. */
        OUT,
        /** Everything. */
        SAME
    }

    private static final Pattern UUID = Pattern.compile("(?<![\\w-])[A-Za-z0-9_-]{22}(?![\\w-])");
    private static final Pattern MOVING =
            Pattern.compile(
                    "\\d{13} *|\\d+ ms ago *|Epoch: *\\d+|HighWatermark: *\\d+|MaxFollowerLag(TimeMs)?: *\\d+");
    private static final Pattern OFFSET_AND_LAG = Pattern.compile("(?<=\t)\\d+ *\t\\d+ *(?=\t)");

    /** What stands before the sentence in Apache's, and is for programmers. */
    private static final Pattern PREFIX =
            Pattern.compile(
                    "^((java|org|joptsimple)[\\w.$]*(Exception|Error): |requirement failed: |Error: "
                            + "|Error while executing (topic command |ACL command): ?|: |Command line error: )");

    private static final Pattern ARGPARSE = Pattern.compile("^kafka-[\\w-]+: error: (.*)");

    /** The answers in a file of {@link ToolRunner}'s. */
    static List<ToolAnswer> read(String text, String own, String folder) {
        List<ToolAnswer> answers = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            String[] head = text.substring(at, end).split(" ", -1);
            int out = end + 1 + Integer.parseInt(head[1]);
            int err = out + Integer.parseInt(head[2]);
            answers.add(
                    new ToolAnswer(
                            Integer.parseInt(head[0]),
                            steady(text.substring(end + 1, out), own, folder),
                            steady(text.substring(out, err), own, folder)));
            at = err + 1;
        }
        return answers;
    }

    private static String steady(String text, String own, String folder) {
        String plain = text.replace(folder, "$D").replace(own, "@");
        // Options are no identifiers, however long.
        plain =
                UUID.matcher(plain)
                        .replaceAll(
                                m ->
                                        m.group().startsWith("-")
                                                ? Matcher.quoteReplacement(m.group())
                                                : "<uuid>");
        return OFFSET_AND_LAG.matcher(MOVING.matcher(plain).replaceAll("~")).replaceAll("~\t~");
    }

    static Likeness likeness(ToolAnswer theirs, ToolAnswer mine) {
        // A status below zero is a command that did not end in time.
        if (theirs.status != mine.status || mine.status < 0) {
            return Likeness.OTHER;
        }
        if (lines(theirs.out).equals(lines(mine.out))) {
            if (lines(theirs.err).equals(lines(mine.err))) {
                return Likeness.SAME;
            }
            if (theirs.status == 0) {
                return Likeness.OUT;
            }
        }
        String words = theirs.complaint();
        return theirs.status != 0 && !words.isEmpty() && mine.complaint().startsWith(words)
                ? Likeness.WORDS
                : Likeness.STATUS;
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(l -> !l.isEmpty()).sorted().toList();
    }

    /** The sentence, from wherever it stands: some of Apache's complain on their output. */
    private String complaint() {
        Stream<String> said =
                err.isBlank() ? out.lines().filter(l -> l.startsWith("Error")) : err.lines();
        List<String> lines = said.filter(l -> !l.isBlank()).toList();
        if (lines.isEmpty()) {
            return "";
        }
        boolean second = lines.getFirst().startsWith("Error while executing config command");
        String sentence = lines.get(second && lines.size() > 1 ? 1 : 0);
        sentence =
                lines.stream()
                        .map(ARGPARSE::matcher)
                        .filter(Matcher::matches)
                        .map(m -> m.group(1))
                        .findFirst()
                        .orElse(sentence);
        Matcher prefix = PREFIX.matcher(sentence);
        while (prefix.find()) {
            sentence = sentence.substring(prefix.end());
            prefix = PREFIX.matcher(sentence);
        }
        return sentence.strip().replaceFirst("\\.$", "");
    }
}
