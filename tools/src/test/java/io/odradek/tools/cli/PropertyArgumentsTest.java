package io.odradek.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

class PropertyArgumentsTest {

    @TempDir Path directory = Path.of("unset");

    @Test
    void onlyTheFirstEqualsSignSeparates() {
        Properties properties =
                PropertyArguments.parse(List.of("a=b=c", "key.separator==", "flag"));
        assertEquals("b=c", properties.getProperty("a"));
        assertEquals("=", properties.getProperty("key.separator"));
        assertEquals("", properties.getProperty("flag"));
    }

    @Test
    void anArgumentWithoutKeyIsRefused() {
        assertThrows(Failure.class, () -> PropertyArguments.parse(List.of("=x")));
    }

    @Test
    void aFileIsReadAndAMissingOneIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("a.properties"), "a = b\n# c\n");
        assertEquals("b", PropertyArguments.load(file).getProperty("a"));
        assertTrue(PropertyArguments.load(null).isEmpty());
        Path none = directory.resolve("none");
        Failure e = assertThrows(Failure.class, () -> PropertyArguments.load(none));
        assertEquals("The file " + none + " does not exist", e.getMessage());
    }

    @Test
    void aDirectoryInPlaceOfAFileIsSaidToBeUnreadable() {
        Failure e = assertThrows(Failure.class, () -> PropertyArguments.load(directory));
        assertTrue(String.valueOf(e.getMessage()).contains(directory + " cannot be read"));
    }
}
