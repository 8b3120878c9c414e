package io.odradek.controller.image;

import io.odradek.controller.image.AccessImage.Acl;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * Which ACLs are meant, in Kafka's codes: 1 is any of a kind, a null name, principal or host any
 * (KIP-140). A pattern type of 2 (match, KIP-290) finds every ACL that concerns the resource of
 * that name: under its own name, under the wildcard, and under a prefix of it.
 */
public record AclFilter(
        int resourceType,
        @Nullable String resourceName,
        int patternType,
        @Nullable String principal,
        @Nullable String host,
        int operation,
        int permission) {

    public static final int ANY = 1;
    private static final int MATCH = 2;
    public static final int LITERAL = 3;
    public static final int PREFIXED = 4;
    public static final int RESOURCE_TYPE_MAX = 7;
    public static final int OPERATION_MAX = 15;
    public static final int PERMISSION_MAX = 3;
    private static final String WILDCARD = "*";

    /** What makes no sense in it, as a sentence. */
    public Optional<String> problem() {
        return problem("resource type", resourceType, RESOURCE_TYPE_MAX)
                .or(() -> problem("pattern type", patternType, PREFIXED))
                .or(() -> problem("operation", operation, OPERATION_MAX))
                .or(() -> problem("permission type", permission, PERMISSION_MAX));
    }

    private static Optional<String> problem(String what, int code, int max) {
        return code >= ANY && code <= max
                ? Optional.empty()
                : Optional.of("The filter's %s %d is unknown.".formatted(what, code));
    }

    public boolean matches(Acl acl) {
        return is(resourceType, acl.resourceType())
                && is(operation, acl.operation())
                && is(permission, acl.permission())
                && (principal == null || principal.equals(acl.principal()))
                && (host == null || host.equals(acl.host()))
                && concerns(acl);
    }

    private static boolean is(int asked, int code) {
        return asked == ANY || asked == code;
    }

    private boolean concerns(Acl acl) {
        String name = resourceName;
        if (patternType != ANY && patternType != MATCH && patternType != acl.patternType()) {
            return false;
        }
        if (name == null || name.equals(acl.resourceName())) {
            return true;
        }
        if (patternType != MATCH) {
            return false;
        }
        return acl.patternType() == PREFIXED
                ? name.startsWith(acl.resourceName())
                : acl.resourceName().equals(WILDCARD);
    }
}
