package io.odradek.wire.generator;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The message specifications inside a kafka-clients jar: JSON with comments. */
final class SpecJar {
    static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();

    private static final String FOLDER = "common/message/";

    private SpecJar() {}

    /** All specifications by message name. */
    static SortedMap<String, JsonNode> read(Path jar) throws IOException {
        SortedMap<String, JsonNode> specs = new TreeMap<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry :
                    (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
                if (!entry.getName().startsWith(FOLDER) || !entry.getName().endsWith(".json")) {
                    continue;
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    JsonNode spec = JSON.readTree(in);
                    specs.put(spec.get("name").asText(), spec);
                }
            }
        }
        if (specs.isEmpty()) {
            throw new IOException("no " + FOLDER + "*.json in " + jar);
        }
        return specs;
    }
}
