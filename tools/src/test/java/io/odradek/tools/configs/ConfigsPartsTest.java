package io.odradek.tools.configs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.tools.cli.Failure;
import io.odradek.tools.configs.Entities.Entity;

import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class ConfigsPartsTest {

    @Test
    void valuesInBracketsMayHoldCommas() {
        assertEquals(Map.of("a", "1", "b", "x,y", "c", ""), ConfigList.parse("a=1,b=[x,y],c="));
        assertEquals(
                Map.of("SCRAM-SHA-256", "iterations=8192,password=p=q"),
                ConfigList.parse("SCRAM-SHA-256=[iterations=8192,password=p=q]"));
        assertThrows(Failure.class, () -> ConfigList.parse("a"));
        assertEquals(List.of("a", "b"), ConfigList.names("a, b"));
    }

    @Test
    void aDefaultTakesItsPlaceAmongTheNames() {
        assertArrayEquals(
                new String[] {"--entity-type", "users", "--entity-name", ""},
                Entities.normalised("--entity-type", "users", "--entity-default"));
        assertEquals(
                List.of(
                        new Entity(Entities.Type.USERS, "anna"),
                        new Entity(Entities.Type.CLIENTS, "")),
                Entities.of(List.of("users", "clients"), List.of("anna", ""), Map.of()));
        assertEquals(
                List.of(new Entity(Entities.Type.TOPICS, null)),
                Entities.of(List.of("topics"), List.of(), Map.of()));
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertThrows(Failure.class, () -> Entities.of(List.of(), List.of(), Map.of()));
        assertThrows(
                Failure.class,
                () -> Entities.of(List.of("topics", "users"), List.of("a", "b"), Map.of()));
        assertThrows(Failure.class, () -> Entities.of(List.of("topics"), List.of(""), Map.of()));
        String why =
                String.valueOf(
                        assertThrows(
                                        Failure.class,
                                        () ->
                                                Entities.of(
                                                        List.of("broker-loggers"),
                                                        List.of(),
                                                        Map.of()))
                                .getMessage());
        assertTrue(why.contains("log4j2"), why);
    }

    @Test
    void quotasAreNamedAsApacheNamesThem() {
        Map<String, String> parts = new HashMap<>();
        parts.put("client-id", null);
        parts.put("user", "anna");
        assertEquals(
                "user-principal 'anna', the default client-id",
                Quotas.name(new ClientQuotaEntity(parts)));
    }

    @Test
    void aScramCredentialNeedsAPassword() {
        var upsertion = Quotas.upsertion("anna", "SCRAM-SHA-512", "password=secret");
        assertEquals(ScramMechanism.SCRAM_SHA_512, upsertion.credentialInfo().mechanism());
        assertEquals(4096, upsertion.credentialInfo().iterations());
        assertThrows(
                Failure.class, () -> Quotas.upsertion("anna", "SCRAM-SHA-512", "iterations=8192"));
    }
}
