package io.odradek.tools.acls;

import static org.apache.kafka.common.acl.AclOperation.ALL;
import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CLUSTER_ACTION;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.CREATE_TOKENS;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_TOKENS;
import static org.apache.kafka.common.acl.AclOperation.IDEMPOTENT_WRITE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.TWO_PHASE_COMMIT;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Which options of {@code kafka-acls} go together, in the words of Apache's command. Pure. */
final class AclRules {
    private static final List<String> ACTIONS = List.of("list", "add", "remove");

    private record Apart(String option, List<String> others) {}

    private static final List<Apart> APART =
            List.of(
                    new Apart(
                            "list",
                            List.of(
                                    "producer",
                                    "consumer",
                                    "allow-host",
                                    "allow-principal",
                                    "deny-host",
                                    "deny-principal")),
                    new Apart("producer", List.of("operation", "deny-principal", "deny-host")),
                    new Apart("consumer", List.of("operation", "deny-principal", "deny-host")));

    private static final Map<ResourceType, Set<AclOperation>> OPERATIONS =
            Map.of(
                    ResourceType.TOPIC,
                    EnumSet.of(
                            READ,
                            WRITE,
                            CREATE,
                            DELETE,
                            ALTER,
                            DESCRIBE,
                            DESCRIBE_CONFIGS,
                            ALTER_CONFIGS,
                            ALL),
                    ResourceType.GROUP,
                    EnumSet.of(READ, DELETE, DESCRIBE, DESCRIBE_CONFIGS, ALTER_CONFIGS, ALL),
                    ResourceType.CLUSTER,
                    EnumSet.of(
                            CREATE,
                            ALTER,
                            DESCRIBE,
                            CLUSTER_ACTION,
                            DESCRIBE_CONFIGS,
                            ALTER_CONFIGS,
                            IDEMPOTENT_WRITE,
                            ALL),
                    ResourceType.TRANSACTIONAL_ID,
                    EnumSet.of(WRITE, DESCRIBE, TWO_PHASE_COMMIT, ALL),
                    ResourceType.DELEGATION_TOKEN,
                    EnumSet.of(DESCRIBE, ALL),
                    ResourceType.USER,
                    EnumSet.of(CREATE_TOKENS, DESCRIBE_TOKENS, ALL));

    private AclRules() {}

    /** What is wrong with the options for which {@code given} holds; empty when nothing is. */
    static Optional<String> complaint(Predicate<String> given) {
        if (!given.test("bootstrap-server") && !given.test("bootstrap-controller")) {
            return Optional.of(
                    "One of --bootstrap-server or --bootstrap-controller must be specified");
        }
        if (ACTIONS.stream().filter(given).count() != 1) {
            return Optional.of("Command must include exactly one action: --list, --add, --remove.");
        }
        for (Apart rule : APART) {
            for (String other : rule.others()) {
                if (given.test(rule.option()) && given.test(other)) {
                    return Optional.of(
                            "Option \"[%s]\" can't be used with option \"[%s]\""
                                    .formatted(rule.option(), other));
                }
            }
        }
        return given.test("list") ? Optional.empty() : change(given);
    }

    private static Optional<String> change(Predicate<String> given) {
        if (given.test("principal")) {
            return Optional.of("The --principal option is only available if --list is set");
        }
        if (given.test("producer") && !given.test("topic")) {
            return Optional.of("With --producer you must specify a --topic");
        }
        if (given.test("idempotent") && !given.test("producer")) {
            return Optional.of("The --idempotent option is only available if --producer is set");
        }
        if (given.test("consumer")
                && (!given.test("topic")
                        || !given.test("group")
                        || (!given.test("producer")
                                && (given.test("cluster") || given.test("transactional-id"))))) {
            return Optional.of(
                    "With --consumer you must specify a --topic and a --group and no --cluster or --transactional-id option should be specified.");
        }
        if (given.test("add") && !given.test("allow-principal") && !given.test("deny-principal")) {
            return Optional.of(
                    "You must specify one of: --allow-principal, --deny-principal when trying to add ACLs.");
        }
        List<String> resources =
                List.of(
                        "topic",
                        "group",
                        "cluster",
                        "transactional-id",
                        "delegation-token",
                        "user-principal");
        return resources.stream().anyMatch(given)
                ? Optional.empty()
                : Optional.of(
                        "You must provide at least one resource: --topic <topic> or --cluster or --group <group> or --delegation-token <Delegation Token ID>");
    }

    /** Why no ACL of this kind can be added; empty when it can. */
    static Optional<String> complaint(PatternType type) {
        return type.isSpecific()
                ? Optional.empty()
                : Optional.of(
                        "A '--resource-pattern-type' value of '%s' is not valid when adding acls."
                                .formatted(type));
    }

    /** Why the operation makes no sense for the resource; empty when it does. */
    static Optional<String> complaint(ResourceType type, AclOperation operation) {
        Set<AclOperation> fitting = OPERATIONS.getOrDefault(type, Set.of());
        return fitting.contains(operation)
                ? Optional.empty()
                : Optional.of(
                        "ResourceType %s only supports operations %s".formatted(type, fitting));
    }
}
