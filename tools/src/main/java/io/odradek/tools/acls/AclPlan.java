package io.odradek.tools.acls;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which entries belong to which resources. Pure. */
final class AclPlan {
    static final Comparator<AccessControlEntry> ORDER =
            Comparator.comparing(AccessControlEntry::principal)
                    .thenComparing(AccessControlEntry::host)
                    .thenComparing(AccessControlEntry::operation)
                    .thenComparing(AccessControlEntry::permissionType);

    /** A resource as the command line names it; its pattern type may be one of a filter. */
    record Target(ResourceType type, String name, PatternType pattern) {
        @Override
        public String toString() {
            return "ResourcePattern(resourceType=%s, name=%s, patternType=%s)"
                    .formatted(type, name, pattern);
        }
    }

    private static final String EVERY_HOST = "*";

    private final AclOptions options;
    private final Map<Target, SortedSet<AccessControlEntry>> entries = new LinkedHashMap<>();

    private AclPlan(AclOptions options) {
        this.options = options;
    }

    /** The resources that are named; none where all are meant. */
    static Set<Target> targets(AclOptions options) {
        Set<Target> targets = new LinkedHashSet<>();
        PatternType pattern = options.patternType;
        options.topics.forEach(n -> targets.add(new Target(ResourceType.TOPIC, n, pattern)));
        if (options.cluster || options.idempotent) {
            targets.add(cluster());
        }
        options.groups.forEach(n -> targets.add(new Target(ResourceType.GROUP, n, pattern)));
        options.transactionalIds.forEach(
                n -> targets.add(new Target(ResourceType.TRANSACTIONAL_ID, n, pattern)));
        options.tokens.forEach(
                n -> targets.add(new Target(ResourceType.DELEGATION_TOKEN, n, pattern)));
        options.users.forEach(n -> targets.add(new Target(ResourceType.USER, n, pattern)));
        return targets;
    }

    private static Target cluster() {
        // Its only name; a prefix of it would mean nothing.
        return new Target(ResourceType.CLUSTER, Resource.CLUSTER_NAME, PatternType.LITERAL);
    }

    /** No entries for a resource means every one of it, where that is to be removed. */
    static Map<Target, SortedSet<AccessControlEntry>> of(AclOptions options) {
        AclPlan plan = new AclPlan(options);
        if (options.producer || options.consumer) {
            plan.roles();
        } else {
            List<AclOperation> operations = operations(options.operations);
            for (Target target : targets(options)) {
                plan.put(target, operations.toArray(AclOperation[]::new));
                for (AccessControlEntry entry :
                        plan.entries.getOrDefault(target, new TreeSet<>(ORDER))) {
                    AclRules.complaint(target.type(), entry.operation())
                            .ifPresent(
                                    why -> {
                                        throw new Failure(why);
                                    });
                }
            }
        }
        return plan.entries;
    }

    private void roles() {
        for (Target target : targets(options)) {
            boolean topic = target.type() == ResourceType.TOPIC;
            if (options.producer) {
                switch (target.type()) {
                    case TOPIC ->
                            put(
                                    target,
                                    AclOperation.WRITE,
                                    AclOperation.DESCRIBE,
                                    AclOperation.CREATE);
                    case TRANSACTIONAL_ID -> put(target, AclOperation.WRITE, AclOperation.DESCRIBE);
                    case CLUSTER -> {
                        if (options.idempotent) {
                            put(target, AclOperation.IDEMPOTENT_WRITE);
                        }
                    }
                    case GROUP, DELEGATION_TOKEN, USER, UNKNOWN, ANY -> {}
                }
            }
            if (options.consumer && topic) {
                put(target, AclOperation.READ, AclOperation.DESCRIBE);
            }
            if (options.consumer && target.type() == ResourceType.GROUP) {
                put(target, AclOperation.READ);
            }
        }
    }

    private void put(Target target, AclOperation... operations) {
        Set<AccessControlEntry> all = entries.computeIfAbsent(target, _ -> new TreeSet<>(ORDER));
        all.addAll(
                entries(
                        options.allowed,
                        options.allowedHosts,
                        AclPermissionType.ALLOW,
                        operations));
        all.addAll(
                entries(options.denied, options.deniedHosts, AclPermissionType.DENY, operations));
    }

    private static List<AccessControlEntry> entries(
            List<String> principals,
            List<String> hosts,
            AclPermissionType permission,
            AclOperation... operations) {
        List<AccessControlEntry> entries = new ArrayList<>();
        for (String principal : principals) {
            for (String host : hosts.isEmpty() ? List.of(EVERY_HOST) : hosts) {
                for (AclOperation operation : operations) {
                    entries.add(
                            new AccessControlEntry(
                                    principal(principal), host, operation, permission));
                }
            }
        }
        return entries;
    }

    /** {@code User:anna}; a name may hold colons, a type may not. */
    static String principal(String text) {
        String principal = text.strip();
        if (principal.indexOf(':') < 0) {
            throw new Failure(
                    "expected a string in format principalType:principalName but got " + principal);
        }
        return principal;
    }

    private static List<AclOperation> operations(List<String> names) {
        return names.isEmpty()
                ? List.of(AclOperation.ALL)
                : names.stream().map(AclPlan::operation).toList();
    }

    /** {@code DescribeConfigs}, {@code describe_configs}, {@code DESCRIBE_CONFIGS}. */
    private static AclOperation operation(String name) {
        String plain = name.strip().replace("_", "");
        return Arrays.stream(AclOperation.values())
                .filter(o -> o.name().replace("_", "").equalsIgnoreCase(plain))
                .findFirst()
                .orElse(AclOperation.UNKNOWN);
    }

    static ResourcePattern pattern(Target target) {
        return new ResourcePattern(target.type(), target.name(), target.pattern());
    }
}
