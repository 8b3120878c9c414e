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
import java.util.Set;

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

    private static String refused(String type, String name, Set<String> set) {
        List<Entity> entities = Entities.of(List.of(type), List.of(name), Map.of());
        return String.valueOf(
                assertThrows(Failure.class, () -> QuotaRules.check(entities, set, List.of()))
                        .getMessage());
    }

    @Test
    void quotasAndCredentialsGoWithWhomTheyConcern() {
        List<Entity> anna = Entities.of(List.of("users"), List.of("anna"), Map.of());
        QuotaRules.check(anna, Set.of("SCRAM-SHA-256"), List.of("SCRAM-SHA-512"));
        QuotaRules.check(anna, Set.of("producer_byte_rate"), List.of("request_percentage"));
        assertEquals(
                "Cannot alter both quota and SCRAM credential configs simultaneously for 'users' using --bootstrap-server.",
                refused("users", "anna", Set.of("SCRAM-SHA-256", "producer_byte_rate")));
        assertTrue(refused("users", "", Set.of("SCRAM-SHA-256")).contains("--user-defaults"));
        assertEquals(
                "Only quota configs can be added for 'clients' using --bootstrap-server. Unexpected config names: SCRAM-SHA-256",
                refused("clients", "app", Set.of("SCRAM-SHA-256")));
        assertEquals(
                "Only connection quota configs can be added for 'ips' using --bootstrap-server. Unexpected config names: a,b",
                refused("ips", "127.0.0.1", Set.of("b", "a")));
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
