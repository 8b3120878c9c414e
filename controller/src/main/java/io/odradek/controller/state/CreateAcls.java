package io.odradek.controller.state;

import io.odradek.controller.image.AccessImage.Acl;
import io.odradek.controller.image.AccessRecords;
import io.odradek.controller.image.AclFilter;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.metadata.MetadataRecord;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Adds ACLs, each by itself (KIP-140, KIP-290); one that is there already stays one. */
public record CreateAcls(List<Acl> acls) {
    /** Of one request: all its records are one batch. */
    static final int CHANGES_MAX = 10_000;

    private static final int CLUSTER = 4;
    private static final String CLUSTER_NAME = "kafka-cluster";
    private static final int STRING_MAX = Short.MAX_VALUE;

    /** The results answer the ACLs in their order. */
    Decision<List<ApiError>> decide(View view) {
        if (acls.size() > CHANGES_MAX) {
            var tooMany =
                    new ApiError(
                            ErrorCode.INVALID_REQUEST,
                            "%d ACLs are too many for one request: %d are allowed."
                                    .formatted(acls.size(), CHANGES_MAX));
            return Decision.reply(acls.stream().map(_ -> tooMany).toList());
        }
        Set<Acl> known = new HashSet<>(view.image().access().acls().values());
        List<ApiError> results = new ArrayList<>();
        List<MetadataRecord> records = new ArrayList<>();
        for (Acl acl : acls) {
            try {
                validate(acl);
                if (known.add(acl)) {
                    records.add(AccessRecords.acl(id(view.random()), acl));
                }
                results.add(ApiError.NONE);
            } catch (Refusal refusal) {
                results.add(refusal.error());
            }
        }
        return Decision.of(records, results);
    }

    private static void validate(Acl acl) throws Refusal {
        concrete("resource type", acl.resourceType(), 2, AclFilter.RESOURCE_TYPE_MAX);
        concrete("pattern type", acl.patternType(), AclFilter.LITERAL, AclFilter.PREFIXED);
        concrete("operation", acl.operation(), 2, AclFilter.OPERATION_MAX);
        concrete("permission type", acl.permission(), 2, AclFilter.PERMISSION_MAX);
        if (acl.resourceName().isEmpty()) {
            throw invalid("An ACL's resource name must not be empty.");
        }
        if (acl.resourceType() == CLUSTER && !acl.resourceName().equals(CLUSTER_NAME)) {
            throw invalid(
                    "The only valid name for the CLUSTER resource is %s, not '%s'."
                            .formatted(CLUSTER_NAME, acl.resourceName()));
        }
        if (acl.principal().indexOf(':') < 1) {
            throw invalid(
                    "The principal '%s' is not of the form TYPE:NAME, as User:anna."
                            .formatted(acl.principal()));
        }
        if (acl.host().isEmpty()) {
            throw invalid("An ACL's host must not be empty; * stands for all.");
        }
        if (acl.resourceName().length() + acl.principal().length() + acl.host().length()
                > STRING_MAX) {
            throw invalid("The ACL's texts are too long.");
        }
    }

    private static void concrete(String what, int code, int min, int max) throws Refusal {
        if (code < min || code > max) {
            throw invalid("An ACL cannot be of %s %d.".formatted(what, code));
        }
    }

    private static UUID id(RandomGenerator random) {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static Refusal invalid(String message) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message);
    }
}
