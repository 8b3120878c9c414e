package io.odradek.wire.generator;

/** Java source under construction, indented by its braces. */
final class JavaText {
    private final StringBuilder text = new StringBuilder();
    private int depth;

    /** Adds a line; a line that ends or begins with a brace opens or closes a block. */
    JavaText line(String line) {
        if (line.startsWith("}")) {
            depth--;
        }
        text.append(line.isEmpty() ? "" : "    ".repeat(depth)).append(line).append('\n');
        if (line.endsWith("{")) {
            depth++;
        }
        return this;
    }

    JavaText blank() {
        return line("");
    }

    /** A statement behind a condition, which may be always true or always false. */
    JavaText when(String condition, String statement) {
        switch (condition) {
            case "true" -> line(statement);
            case "false" -> {}
            default -> line("if (" + condition + ") {").line(statement).line("}");
        }
        return this;
    }

    static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    public String toString() {
        if (depth != 0) {
            throw new IllegalStateException("unbalanced braces");
        }
        return text.toString();
    }
}
