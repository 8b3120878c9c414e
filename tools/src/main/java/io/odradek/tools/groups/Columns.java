package io.odradek.tools.groups;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines in columns: a column is as wide as its widest cell and at least as wide as asked; between
 * two columns stands one space. Pure.
 */
final class Columns {

    /**
     * A column.
     *
     * @param width at least; 0 for a last column that is not padded
     */
    record Column(String header, int width, List<String> cells) {

        static Column of(String header, int width, List<String> cells) {
            return new Column(header, width, cells);
        }

        int actualWidth() {
            if (width == 0) {
                return 0;
            }
            return Math.max(width, cells.stream().mapToInt(String::length).max().orElse(0));
        }
    }

    private Columns() {}

    /** The header and a line for each row. */
    static List<String> lines(List<Column> columns) {
        int[] widths = columns.stream().mapToInt(Column::actualWidth).toArray();
        List<String> lines = new ArrayList<>();
        lines.add(line(columns.stream().map(Column::header).toList(), widths));
        for (int row = 0; row < columns.getFirst().cells().size(); row++) {
            int at = row;
            lines.add(
                    line(columns.stream().map(column -> column.cells().get(at)).toList(), widths));
        }
        return lines;
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            if (i > 0) {
                line.append(' ');
            }
            String cell = cells.get(i);
            line.append(cell).append(" ".repeat(Math.max(0, widths[i] - cell.length())));
        }
        return line.toString();
    }
}
