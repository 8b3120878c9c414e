package io.odradek.tools.configs;

import io.odradek.tools.cli.Failure;
import io.odradek.tools.configs.Entities.Entity;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.admin.UserScramCredentialsDescription;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** Quotas of users, clients and addresses, and SCRAM credentials of users. */
final class Quotas {
    private static final int ITERATIONS = 4096;

    private final Admin admin;
    private final PrintWriter out;
    private final PrintWriter notes;

    /**
     * @param notes what a script that reads {@code out} need not see
     */
    Quotas(Admin admin, PrintWriter out, PrintWriter notes) {
        this.admin = admin;
        this.out = out;
        this.notes = notes;
    }

    void describe(List<Entity> entities) throws ExecutionException, InterruptedException {
        List<ClientQuotaFilterComponent> components = new ArrayList<>();
        for (Entity entity : entities) {
            String type = entity.type().one;
            @Nullable String name = entity.name();
            components.add(
                    name == null
                            ? ClientQuotaFilterComponent.ofEntityType(type)
                            : name.isEmpty()
                                    ? ClientQuotaFilterComponent.ofDefaultEntity(type)
                                    : ClientQuotaFilterComponent.ofEntity(type, name));
        }
        Map<ClientQuotaEntity, Map<String, Double>> quotas =
                admin.describeClientQuotas(ClientQuotaFilter.containsOnly(components))
                        .entities()
                        .get();
        Map<String, String> lines = new TreeMap<>();
        quotas.forEach(
                (entity, values) ->
                        lines.put(
                                name(entity),
                                new TreeMap<>(values)
                                        .entrySet().stream()
                                                .map(e -> e.getKey() + "=" + e.getValue())
                                                .collect(Collectors.joining(", "))));
        lines.forEach(
                (name, text) -> out.println("Quota configs for %s are %s".formatted(name, text)));
        if (entities.size() == 1
                && entities.getFirst().type() == Entities.Type.USERS
                && !entities.getFirst().isDefault()) {
            credentials(entities.getFirst().name());
        }
    }

    static String name(ClientQuotaEntity entity) {
        List<String> parts = new ArrayList<>();
        // Users first, as Apache names them.
        for (String type : List.of("user", "client-id", "ip")) {
            if (entity.entries().containsKey(type)) {
                parts.add(Entities.quotaName(type, entity.entries().get(type)));
            }
        }
        return String.join(", ", parts);
    }

    private void credentials(@Nullable String user)
            throws ExecutionException, InterruptedException {
        var described =
                user == null
                        ? admin.describeUserScramCredentials()
                        : admin.describeUserScramCredentials(List.of(user));
        for (String name : described.users().get().stream().sorted().toList()) {
            UserScramCredentialsDescription description = described.description(name).get();
            out.println(
                    "SCRAM credential configs for user-principal '%s' are %s"
                            .formatted(
                                    name,
                                    description.credentialInfos().stream()
                                            .map(
                                                    i ->
                                                            i.mechanism().mechanismName()
                                                                    + "=iterations="
                                                                    + i.iterations())
                                            .collect(Collectors.joining(", "))));
        }
    }

    void alter(List<Entity> entities, Map<String, String> set, List<String> removed)
            throws ExecutionException, InterruptedException {
        Map<String, @Nullable String> parts = new HashMap<>();
        for (Entity entity : entities) {
            @Nullable String name = entity.name();
            if (name == null) {
                throw new Failure(Entities.nameless(entity.type()));
            }
            parts.put(entity.type().one, name.isEmpty() ? null : name);
        }
        QuotaRules.check(entities, set.keySet(), removed);
        List<UserScramCredentialAlteration> scram = new ArrayList<>();
        List<ClientQuotaAlteration.Op> quotas = new ArrayList<>();
        set.forEach(
                (key, value) -> {
                    if (isScram(key)) {
                        scram.add(upsertion(userOf(entities), key, value));
                    } else {
                        quotas.add(new ClientQuotaAlteration.Op(key, number(key, value)));
                    }
                });
        for (String key : removed) {
            if (isScram(key)) {
                scram.add(
                        new UserScramCredentialDeletion(
                                userOf(entities), ScramMechanism.fromMechanismName(key)));
            } else {
                quotas.add(new ClientQuotaAlteration.Op(key, null));
            }
        }
        if (!quotas.isEmpty()) {
            requirePresent(new ClientQuotaEntity(parts), removed);
            admin.alterClientQuotas(
                            List.of(
                                    new ClientQuotaAlteration(
                                            new ClientQuotaEntity(parts), quotas)))
                    .all()
                    .get();
        }
        if (!scram.isEmpty()) {
            admin.alterUserScramCredentials(scram).all().get();
        }
        Entity entity = entities.getLast();
        out.println(
                entity.isDefault()
                        ? "Completed updating default config for %s in the cluster."
                                .formatted(entity.type().word)
                        : "Completed updating config for %s %s."
                                .formatted(
                                        entity.type() == Entities.Type.CLIENTS
                                                ? "client"
                                                : entity.type().one,
                                        entity.name()));
        notes.println(
                "Note: a server of this version keeps quotas and credentials, and does not enforce them yet.");
    }

    /** Taking away what is not there is a mistake of the caller's. */
    private void requirePresent(ClientQuotaEntity entity, List<String> removed)
            throws ExecutionException, InterruptedException {
        if (removed.isEmpty()) {
            return;
        }
        List<ClientQuotaFilterComponent> exactly = new ArrayList<>();
        entity.entries()
                .forEach(
                        (type, name) ->
                                exactly.add(
                                        name == null
                                                ? ClientQuotaFilterComponent.ofDefaultEntity(type)
                                                : ClientQuotaFilterComponent.ofEntity(type, name)));
        Map<String, Double> present =
                admin.describeClientQuotas(ClientQuotaFilter.containsOnly(exactly))
                        .entities()
                        .get()
                        .getOrDefault(entity, Map.of());
        List<String> absent = removed.stream().filter(k -> !present.containsKey(k)).toList();
        if (!absent.isEmpty()) {
            throw new Failure("Invalid config(s): " + String.join(",", absent));
        }
    }

    private static boolean isScram(String key) {
        return QuotaRules.isScram(key);
    }

    private static String userOf(List<Entity> entities) {
        return String.valueOf(entities.getFirst().name());
    }

    private static double number(String key, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new Failure(
                    "Cannot parse quota configuration value for %s: %s".formatted(key, value), e);
        }
    }

    static UserScramCredentialUpsertion upsertion(String user, String mechanism, String value) {
        Map<String, String> fields = ConfigList.parse(value);
        String password = fields.get("password");
        if (password == null || password.isEmpty()) {
            throw new Failure(
                    "%s=[iterations=4096,password=secret] needs a password".formatted(mechanism));
        }
        int iterations;
        try {
            iterations =
                    Integer.parseInt(fields.getOrDefault("iterations", String.valueOf(ITERATIONS)));
        } catch (NumberFormatException e) {
            throw new Failure("The iterations of %s are no number".formatted(mechanism), e);
        }
        if (iterations < ITERATIONS) {
            throw new Failure(
                    "Iterations %d is less than the minimum %d required for %s"
                            .formatted(iterations, ITERATIONS, mechanism));
        }
        return new UserScramCredentialUpsertion(
                user,
                new ScramCredentialInfo(ScramMechanism.fromMechanismName(mechanism), iterations),
                password);
    }
}
