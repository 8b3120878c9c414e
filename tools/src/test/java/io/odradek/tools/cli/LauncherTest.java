package io.odradek.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

class LauncherTest {

    @Command(name = "probe.sh")
    private static final class Probe extends Tool {
        private final @Nullable Exception failure;

        @Option(names = {"-n", "--number"})
        private int number;

        @Option(names = "--word")
        private @Nullable String word;

        Probe(@Nullable Exception failure) {
            this.failure = failure;
        }

        @Override
        public Integer call() throws Exception {
            if (failure != null) {
                throw failure;
            }
            out().printf("%d %s%n", number, word);
            return 0;
        }
    }

    private static Ran probe(String... args) {
        return Ran.run(new Probe(null), args);
    }

    @Test
    void valuesFollowABlankOrAnEqualsSign() {
        assertEquals("5 x" + System.lineSeparator(), probe("--number", "5", "--word=x").out());
    }

    @Test
    void aValueMayLookLikeANegativeNumberOrAnArgumentFile() {
        assertEquals(
                "-5 @x" + System.lineSeparator(), probe("--number", "-5", "--word", "@x").out());
    }

    @Test
    void aWrongCommandLineEndsWithOneSentenceStatusOneAndAPointerToTheHelp() {
        Ran unknown = probe("--bogus");
        assertEquals(1, unknown.status());
        assertEquals("bogus is not a recognized option", unknown.complaint());
        assertTrue(unknown.err().contains("probe.sh --help lists the options."));
        assertEquals("Option word requires an argument", probe("--word").complaint());
        assertEquals(
                "Cannot parse argument 'abc' of option number", probe("-n", "abc").complaint());
        assertEquals(
                "Found multiple arguments for option word, but you asked for only one",
                probe("--word", "a", "--word", "b").complaint());
        assertEquals(
                "'extra' is not an option, and an argument was not expected here",
                probe("extra").complaint());
    }

    @Test
    void anOptionOfOlderKafkasIsAnsweredWithTodaysWay() {
        assertEquals(
                "zookeeper is not a recognized option; there is no ZooKeeper any more, use --bootstrap-server host:port",
                probe("--zookeeper", "localhost:2181").complaint());
        assertTrue(
                probe("--broker-list=a:1")
                        .complaint()
                        .endsWith("use --bootstrap-server host:port"));
    }

    @Test
    void aFailureIsShownWithoutWrappersAndWithoutAStackTrace() {
        Exception wrapped =
                new ExecutionException(
                        new CompletionException(
                                new TopicExistsException("Topic 't' already exists.")));
        Ran ran = Ran.run(new Probe(wrapped));
        assertEquals(1, ran.status());
        assertEquals("Topic 't' already exists." + System.lineSeparator(), ran.err());
        assertFalse(ran.err().contains("\tat "));
    }

    @Test
    void aClientThatCannotBeMadeSaysWhichSettingIsWrong() {
        Exception e =
                new KafkaException(
                        "Failed to create new KafkaAdminClient",
                        new ConfigException("Invalid url in bootstrap.servers: localhost"));
        assertEquals("Invalid url in bootstrap.servers: localhost", Launcher.sentence(e));
    }

    @Test
    void anExceptionWithoutWordsIsShownByItsName() {
        assertEquals(
                "java.lang.IllegalStateException", Launcher.sentence(new IllegalStateException()));
    }

    @Test
    void helpAndVersionSucceed() {
        assertEquals(0, probe("--help").status());
        assertTrue(probe("-h").out().startsWith("Usage: probe.sh"));
        assertTrue(probe("--version").out().startsWith("Odradek "));
    }
}
