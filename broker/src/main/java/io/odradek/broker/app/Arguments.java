package io.odradek.broker.app;

import io.odradek.log.io.NioDisk;
import io.odradek.log.io.WholeFile;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The command line: {@code server.properties [--override key=value]...}.
 *
 * @param file where the properties came from, for messages
 */
record Arguments(Path file, Map<String, String> properties) {
    private static final int MAX_BYTES = 1 << 20;

    static final String USAGE =
            "USAGE: kafka-server-start.sh server.properties [--override key=value]...";

    static Arguments parse(String[] args) throws StartupException {
        if (args.length == 0) {
            throw new StartupException("No configuration file was named. " + USAGE);
        }
        Path file = Path.of(args[0]);
        Map<String, String> properties = read(file);
        for (int i = 1; i < args.length; i++) {
            String argument = args[i];
            String pair;
            if (argument.startsWith("--override=")) {
                pair = argument.substring("--override=".length());
            } else if (argument.equals("--override") && i + 1 < args.length) {
                pair = args[++i];
            } else {
                throw new StartupException("'%s' was not expected. %s".formatted(argument, USAGE));
            }
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new StartupException(
                        "--override needs key=value, but has '%s'.".formatted(pair));
            }
            properties.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
        }
        return new Arguments(file, properties);
    }

    private static Map<String, String> read(Path file) throws StartupException {
        Properties read = new Properties();
        try {
            ByteBuffer bytes =
                    WholeFile.read(new NioDisk(), file, MAX_BYTES)
                            .orElseThrow(
                                    () ->
                                            new StartupException(
                                                    "The configuration file %s does not exist."
                                                            .formatted(file)));
            read.load(new StringReader(StandardCharsets.UTF_8.decode(bytes).toString()));
        } catch (IOException | IllegalArgumentException e) {
            throw new StartupException(
                    "The configuration file %s cannot be read: %s.".formatted(file, e.getMessage()),
                    e);
        }
        Map<String, String> properties = new TreeMap<>();
        read.forEach((key, value) -> properties.put((String) key, ((String) value).strip()));
        return properties;
    }
}
