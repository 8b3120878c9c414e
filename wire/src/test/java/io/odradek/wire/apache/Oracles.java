package io.odradek.wire.apache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The two releases of Apache Kafka that the build also takes the specifications from. */
final class Oracles {
    static final Path TODAYS_JAR = Path.of("target/specs/today.jar");
    static final Path YESTERDAYS_JAR = Path.of("target/specs/yesterday.jar");
    static final Path GROUPS_JAR = Path.of("target/specs/groups.jar");

    private static final Pattern WITHDRAWN = Pattern.compile("\"validVersions\": *\"none\"");

    private Oracles() {}

    static Oracle today() {
        return load(TODAYS_JAR);
    }

    /** Of the records that coordinators keep. */
    static Oracle groups() {
        return load(GROUPS_JAR, TODAYS_JAR);
    }

    static Oracle yesterday() {
        return load(YESTERDAYS_JAR);
    }

    /** The names of all messages that a release specifies in at least one version. */
    static List<String> messages(Path jar) {
        String folder = "common/message/";
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            TreeSet<String> names = new TreeSet<>();
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String path = entry.getName();
                if (path.startsWith(folder) && path.endsWith(".json")) {
                    byte[] json = zip.getInputStream(entry).readAllBytes();
                    if (!WITHDRAWN.matcher(new String(json, UTF_8)).find()) {
                        names.add(path.substring(folder.length(), path.length() - 5));
                    }
                }
            }
            return List.copyOf(names);
        } catch (IOException e) {
            throw new IllegalStateException(jar + " should have been put there by the build", e);
        }
    }

    private static Oracle load(Path... jars) {
        try {
            List<URL> urls = new ArrayList<>();
            for (Path jar : jars) {
                if (!Files.exists(jar)) {
                    throw new IllegalStateException(jar + " is missing; run mvn generate-sources");
                }
                urls.add(jar.toUri().toURL());
            }
            urls.add(Oracles.class.getProtectionDomain().getCodeSource().getLocation());
            ClassLoader loader = new OwnFirst(urls.toArray(URL[]::new));
            return (Oracle)
                    loader.loadClass("io.odradek.wire.apache.KafkaOracle")
                            .getDeclaredConstructor()
                            .newInstance();
        } catch (MalformedURLException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its own Kafka and its own copy of the classes that are linked against it. */
    private static final class OwnFirst extends URLClassLoader {
        OwnFirst(URL[] urls) {
            super(urls, Oracles.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean own =
                    name.startsWith("org.apache.kafka.")
                            || name.equals("io.odradek.wire.apache.KafkaOracle")
                            || name.equals("io.odradek.wire.apache.RandomBytes");
            if (!own) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
