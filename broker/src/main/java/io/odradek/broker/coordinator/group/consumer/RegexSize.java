package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.wire.api.ErrorCode;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds what a regular expression costs before it is compiled. The library matches in linear time,
 * but compiles long runs in quadratic time, makes a million instructions of {@code
 * ((a{1000}){1000})}, and goes as deep into the stack as there are groups and choices.
 */
final class RegexSize {
    /** Of a choice or a group, where a letter costs 1. */
    private static final int FORK = 10;

    private static final int MAX_COST = 10_000;
    private static final int MAX_RUN = 2_000;
    private static final int MAX_DEPTH = 100;

    private final String regex;
    private final Deque<Long> open = new ArrayDeque<>();
    private long cost;
    private long last;
    private long run;

    private RegexSize(String regex) {
        this.regex = regex;
    }

    /**
     * @throws GroupException INVALID_REGULAR_EXPRESSION
     */
    static void check(String regex) {
        if (regex.length() > MAX_COST || !new RegexSize(regex).isModest()) {
            String shown = regex.length() > 100 ? regex.substring(0, 100) + "…" : regex;
            throw new GroupException(
                    ErrorCode.INVALID_REGULAR_EXPRESSION,
                    "SubscribedTopicRegex '"
                            + shown
                            + "' is too large: use * or + in place of counted repeats, a list of"
                            + " topics in place of many choices, or several consumers");
        }
    }

    private boolean isModest() {
        for (int i = 0; i < regex.length(); i++) {
            i = take(i);
            if (cost > MAX_COST || run > MAX_RUN || open.size() > MAX_DEPTH) {
                return false;
            }
        }
        return true;
    }

    /** Counts what begins here, and returns where it ends. */
    private int take(int i) {
        switch (regex.charAt(i)) {
            case '\\' -> {
                atom();
                return i + 1;
            }
            case '[' -> {
                atom();
                return endOfClass(i);
            }
            case '(' -> {
                open.push(cost);
                cost = FORK;
                run = 0;
            }
            case ')' -> {
                last = cost + FORK;
                cost = last + (open.isEmpty() ? 0 : open.pop());
                run = 0;
            }
            case '|', '?', '*', '+' -> {
                cost += FORK;
                last += FORK;
                run = 0;
            }
            case '{' -> {
                long repeats = repeats(i) - 1;
                cost = Math.min(MAX_COST + 1, cost + last * repeats);
                run += repeats;
            }
            default -> atom();
        }
        return i;
    }

    private void atom() {
        last = 1;
        cost++;
        run++;
    }

    private int endOfClass(int begin) {
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

    /** The larger number between the braces; 1 if there is none. A range is a choice each time. */
    private long repeats(int begin) {
        long most = 1;
        long number = 0;
        for (int i = begin + 1; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c >= '0' && c <= '9') {
                number = Math.min(MAX_COST + 1, number * 10 + (c - '0'));
            } else {
                most = Math.max(most, number);
                number = 0;
                if (c == ',') {
                    last += FORK;
                } else {
                    break;
                }
            }
        }
        return most;
    }
}
