package io.odradek.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class NodePlanTest {
    private static final Map<String, String> COMBINED =
            Map.of(
                    "process.roles", "broker,controller",
                    "node.id", "1",
                    "controller.quorum.voters", "1@localhost:9093",
                    "controller.listener.names", "CONTROLLER",
                    "listeners", "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093",
                    "log.dirs", "/data/a,/data/b");

    private static Map<String, String> combinedWith(String... pairs) {
        Map<String, String> properties = new HashMap<>(COMBINED);
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i + 1].isEmpty()) {
                properties.remove(pairs[i]);
            } else {
                properties.put(pairs[i], pairs[i + 1]);
            }
        }
        return properties;
    }

    private static NodePlan plan(Map<String, String> properties) {
        return NodePlan.of(BrokerConfig.of(properties));
    }

    private static void refuses(String expected, String... pairs) {
        ConfigException refusal =
                assertThrows(ConfigException.class, () -> plan(combinedWith(pairs)));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains(expected), message);
        assertTrue(message.endsWith(".") || message.endsWith("?"), message);
    }

    @Test
    void aCombinedNodeHasBothPortsApart() {
        NodePlan plan = plan(COMBINED);
        assertTrue(plan.broker() && plan.controller());
        assertEquals("[PLAINTEXT://127.0.0.1:9092]", plan.listeners().toString());
        assertEquals(plan.listeners(), plan.advertised());
        assertEquals(9093, plan.controllerListener().orElseThrow().address().port());
        assertEquals("PLAINTEXT", plan.interBrokerListener());
        assertEquals(List.of(Path.of("/data/a"), Path.of("/data/b")), plan.logDirs());
        assertEquals(Path.of("/data/a"), plan.metadataDir());
    }

    @Test
    void rolesDecideWhichListenersThereMayBe() {
        NodePlan controller =
                plan(
                        combinedWith(
                                "process.roles", "controller",
                                "listeners", "CONTROLLER://:9093"));
        assertTrue(controller.listeners().isEmpty());
        NodePlan broker =
                plan(
                        combinedWith(
                                "process.roles", "broker",
                                "node.id", "7",
                                "listeners", "PLAINTEXT://h:9092"));
        assertTrue(broker.controllerListener().isEmpty());
        refuses("add the broker role", "process.roles", "controller");
        refuses("remove the listener, or add the role", "process.roles", "broker");
        refuses("add CONTROLLER://:9093", "listeners", "PLAINTEXT://:9092");
        refuses("has none for clients", "listeners", "CONTROLLER://:9093");
        refuses("listeners is not set", "listeners", "");
    }

    @Test
    void whatIsMissingIsNamed() {
        refuses("process.roles is not set", "process.roles", "");
        refuses("node.id is not set", "node.id", "");
        refuses("controller.listener.names is not set", "controller.listener.names", "");
        refuses("Neither controller.quorum.voters nor", "controller.quorum.voters", "");
        refuses("add this node, or remove the role", "node.id", "2");
        refuses("remove broker.id", "broker.id", "5");
        refuses("names a directory twice", "log.dirs", "/a,/a/../a");
        refuses("names PLAINTEXT twice", "listeners", "PLAINTEXT://:1,PLAINTEXT://:2");
        refuses("opens h:1 twice", "listeners", "A://h:1,B://h:1,CONTROLLER://:3");
    }

    @Test
    void advertisedListenersMustBeReachable() {
        NodePlan plan =
                plan(
                        combinedWith(
                                "advertised.listeners",
                                "PLAINTEXT://outside:19092,CONTROLLER://outside:19093"));
        assertEquals("[PLAINTEXT://outside:19092]", plan.advertised().toString());
        refuses("cannot reach 0.0.0.0", "listeners", "PLAINTEXT://0.0.0.0:9092,CONTROLLER://:9093");
        refuses(
                "which listeners does not open",
                "advertised.listeners",
                "EXTERNAL://outside:19092");
    }

    @Test
    void everyListenerNeedsAProtocolAndSoFarItIsPlaintext() {
        refuses(
                "does not say which protocol OUT speaks",
                "listeners",
                "OUT://:9092,CONTROLLER://:9093",
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT");
        refuses(
                "not supported yet",
                "listener.security.protocol.map",
                "PLAINTEXT:SSL,CONTROLLER:PLAINTEXT");
        refuses(
                "does not exist",
                "listener.security.protocol.map",
                "PLAINTEXT:TLS,CONTROLLER:PLAINTEXT");
        refuses("which is not among", "inter.broker.listener.name", "INSIDE");
    }

    @Test
    void aBrokerIdStandsForANodeId() {
        assertEquals(1, plan(combinedWith("node.id", "", "broker.id", "1")).nodeId());
    }

    @Test
    void ipv6AddressesAreWrittenInBrackets() {
        NodePlan plan =
                plan(combinedWith("listeners", "PLAINTEXT://[::1]:9092,CONTROLLER://[::1]:9093"));
        assertEquals("::1", plan.listeners().getFirst().address().host());
        assertEquals("PLAINTEXT://[::1]:9092", plan.listeners().getFirst().toString());
    }
}
