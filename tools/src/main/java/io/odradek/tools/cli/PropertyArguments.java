package io.odradek.tools.cli;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** Settings given as a properties file and as {@code key=value} arguments. */
public final class PropertyArguments {

    private PropertyArguments() {}

    /** The file's properties; none when {@code file} is null. */
    public static Properties load(@Nullable Path file) {
        Properties properties = new Properties();
        if (file == null) {
            return properties;
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return properties;
        } catch (NoSuchFileException e) {
            throw new Failure("The file %s does not exist".formatted(file), e);
        } catch (AccessDeniedException e) {
            throw new Failure(
                    "The file %s may not be read by user %s"
                            .formatted(file, System.getProperty("user.name")),
                    e);
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(
                    "The properties file %s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * Reads {@code key=value} arguments. A key alone has the empty value; what follows the first
     * equals sign belongs to the value.
     */
    public static Properties parse(List<String> arguments) {
        Properties properties = new Properties();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String key = equals < 0 ? argument : argument.substring(0, equals);
            if (key.isBlank()) {
                throw new Failure("'%s' is not of the form key=value".formatted(argument));
            }
            properties.setProperty(key, equals < 0 ? "" : argument.substring(equals + 1));
        }
        return properties;
    }
}
