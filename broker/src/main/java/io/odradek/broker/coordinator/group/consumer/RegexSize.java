package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.wire.api.ErrorCode;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds what a regular expression costs before it is compiled: counted repeats of counted repeats,
 * such as {@code ((a{1000}){1000})}, would make a million instructions of a few characters.
 */
final class RegexSize {
    /** Roughly, instructions. */
    private static final long MAX = 20_000;

    private RegexSize() {}

    /**
     * @throws GroupException INVALID_REGULAR_EXPRESSION
     */
    static void check(String regex) {
        if (regex.length() > MAX || estimate(regex) > MAX) {
            String shown = regex.length() > 100 ? regex.substring(0, 100) + "…" : regex;
            throw new GroupException(
                    ErrorCode.INVALID_REGULAR_EXPRESSION,
                    "SubscribedTopicRegex '"
                            + shown
                            + "' is too large: its repeats come to more than "
                            + MAX
                            + " steps; use * or + in place of counted repeats");
        }
    }

    static long estimate(String regex) {
        Deque<Long> open = new ArrayDeque<>();
        long sum = 0;
        long last = 0;
        for (int i = 0; i < regex.length(); i++) {
            switch (regex.charAt(i)) {
                case '\\' -> {
                    i++;
                    last = 1;
                    sum += last;
                }
                case '[' -> {
                    i = endOfClass(regex, i);
                    last = 1;
                    sum += last;
                }
                case '(' -> {
                    open.push(sum);
                    sum = 1;
                }
                case ')' -> {
                    last = sum;
                    sum = open.isEmpty() ? sum : sum + open.pop();
                }
                case '{' -> {
                    long repeats = repeats(regex, i);
                    sum = Math.min(MAX + 1, sum + last * (repeats - 1));
                    last = Math.min(MAX + 1, last * repeats);
                }
                default -> {
                    last = 1;
                    sum += last;
                }
            }
            if (sum > MAX) {
                return sum;
            }
        }
        return sum;
    }

    private static int endOfClass(String regex, int begin) {
        int i = begin + 1;
        if (i < regex.length() && regex.charAt(i) == '^') {
            i++;
        }
        // A bracket that comes first stands for itself.
        i++;
        while (i < regex.length() && regex.charAt(i) != ']') {
            i += regex.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    /** The larger number between the braces; 1 if there is none. */
    private static long repeats(String regex, int begin) {
        long most = 1;
        long number = 0;
        for (int i = begin + 1; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c >= '0' && c <= '9') {
                number = Math.min(MAX + 1, number * 10 + (c - '0'));
            } else {
                most = Math.max(most, number);
                number = 0;
                if (c != ',') {
                    break;
                }
            }
        }
        return most;
    }
}
