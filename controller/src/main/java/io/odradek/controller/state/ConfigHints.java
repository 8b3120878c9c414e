package io.odradek.controller.state;

import java.util.Collection;

/** Guesses what was meant. */
final class ConfigHints {
    private ConfigHints() {}

    /** ", did you mean x?" without the mark, or nothing when no name is near. */
    static String didYouMean(String name, Collection<String> known) {
        String best = "";
        int fewest = Math.max(2, name.length() / 4) + 1;
        for (String candidate : known) {
            int edits = edits(name, candidate);
            if (edits < fewest) {
                best = candidate;
                fewest = edits;
            }
        }
        return best.isEmpty() ? "" : " (did you mean " + best + "?)";
    }

    /** Levenshtein's distance. */
    private static int edits(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 8 || a.length() > 200) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(swap, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
