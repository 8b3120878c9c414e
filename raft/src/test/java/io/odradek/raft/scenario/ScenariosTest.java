package io.odradek.raft.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The stories in {@code src/test/scenarios}: commands, a line of dashes, what they led to, an empty
 * line, and so on. {@code -Dodradek.rewrite} writes down what they lead to now; read the difference
 * before you commit it.
 */
final class ScenariosTest {

    private static final Path SCENARIOS = Path.of("src/test/scenarios");
    private static final String DASHES = "----";

    private record Block(List<String> commands) {}

    @TestFactory
    List<DynamicTest> everyScenarioGoesAsWrittenDown() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(SCENARIOS)) {
            files = all.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
        }
        assertFalse(files.isEmpty(), "no scenarios in " + SCENARIOS.toAbsolutePath());
        return files.stream()
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        file.getFileName().toString(), () -> run(file)))
                .toList();
    }

    private static void run(Path file) throws IOException {
        Stage stage = new Stage();
        StringBuilder found = new StringBuilder();
        for (Block block : parse(Files.readAllLines(file))) {
            if (!found.isEmpty()) {
                found.append('\n');
            }
            block.commands.forEach(command -> found.append(command).append('\n'));
            found.append(DASHES).append('\n').append(stage.play(block.commands));
        }
        if (System.getProperty("odradek.rewrite") != null) {
            Files.writeString(file, found);
        } else {
            assertEquals(Files.readString(file), found.toString());
        }
    }

    private static List<Block> parse(List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        boolean inTrace = false;
        for (String line : lines) {
            if (line.equals(DASHES)) {
                blocks.add(new Block(List.copyOf(commands)));
                commands.clear();
                inTrace = true;
            } else if (line.isEmpty()) {
                inTrace = false;
            } else if (!inTrace) {
                commands.add(line);
            }
        }
        return blocks;
    }
}
