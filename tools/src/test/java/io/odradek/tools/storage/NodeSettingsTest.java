package io.odradek.tools.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.tools.cli.Failure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

class NodeSettingsTest {

    private static NodeSettings of(String... lines) {
        Properties properties = new Properties();
        properties.setProperty("process.roles", "controller");
        properties.setProperty("node.id", "1");
        properties.setProperty("controller.listener.names", "CONTROLLER");
        properties.setProperty("listeners", "CONTROLLER://h:9093");
        for (String line : lines) {
            String[] parts = line.split("=", 2);
            if (parts[1].isEmpty()) {
                properties.remove(parts[0]);
            } else {
                properties.setProperty(parts[0], parts[1]);
            }
        }
        return NodeSettings.of(properties, Path.of("f"));
    }

    private static String endpoint(String... lines) {
        return of(lines).controllerEndpoint().orElseThrow().toString();
    }

    @Test
    void directoriesComeFromTheFirstKeyThatNamesAny() {
        assertEquals(List.of(Path.of("/tmp/kafka-logs")), of().dataDirectories());
        assertEquals(List.of(Path.of("/a")), of("log.dir=/a").dataDirectories());
        assertEquals(
                List.of(Path.of("/b"), Path.of("/c")),
                of("log.dir=/a", "log.dirs=/b, /c,/b").dataDirectories());
        assertEquals(Path.of("/b"), of("log.dirs=/b,/c").metadataDirectory());
        assertEquals(
                List.of(Path.of("/b"), Path.of("/m")),
                of("log.dirs=/b", "metadata.log.dir=/m").allDirectories());
    }

    @Test
    void othersReachTheControllerWhereItIsAdvertised() {
        assertEquals("h:9093", endpoint());
        assertEquals("a:1", endpoint("advertised.listeners=PLAINTEXT://x:2,CONTROLLER://a:1"));
        assertEquals("[::1]:9093", endpoint("listeners=PLAINTEXT://:9092,controller://[::1]:9093"));
        assertFalse(endpoint("listeners=CONTROLLER://:9093").startsWith(":"));
        assertFalse(endpoint("listeners=CONTROLLER://0.0.0.0:9093").startsWith("0"));
    }

    @Test
    void aControllerKnowsNoOtherWhenItIsAloneInTheList() {
        assertTrue(of("controller.quorum.bootstrap.servers=h:9093").isOnlyKnownController());
        assertFalse(of("controller.quorum.bootstrap.servers=i:9093").isOnlyKnownController());
        assertFalse(
                of("controller.quorum.bootstrap.servers=h:9093,i:9093").isOnlyKnownController());
        assertFalse(of().isOnlyKnownController());
    }

    @Test
    void theOldNameOfTheNodeIdIsUnderstood() {
        assertEquals(7, of("node.id=", "broker.id=7").nodeId());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "process.roles= | f: process.roles is not set; write broker, controller",
                "process.roles=boss | f: process.roles has the unknown role 'boss'",
                "node.id= | f: node.id is not set",
                "node.id=-1 | f: node.id is '-1', which is not a number from 0 up",
                "node.id=x | f: node.id is 'x', which is not a number from 0 up",
                "controller.listener.names= | f: controller.listener.names is not set",
                "listeners= | f: listeners has no CONTROLLER listener",
                "listeners=PLAINTEXT://:1 | f: listeners has no CONTROLLER listener",
                "listeners=CONTROLLER://x | f: listeners has 'CONTROLLER://x', which is not of",
            })
    void aWrongKeyIsNamedWithFileAndRemedy(String line, String complaint) {
        Failure e = assertThrows(Failure.class, () -> of(line));
        assertTrue(String.valueOf(e.getMessage()).startsWith(complaint), e.getMessage());
    }
}
