package io.odradek.controller.image;

import static io.odradek.controller.image.Uuids.fromProto;
import static io.odradek.controller.image.Uuids.toProto;

import io.odradek.controller.image.AccessImage.Acl;
import io.odradek.controller.image.AccessImage.QuotaEntity;
import io.odradek.controller.image.AccessImage.ScramCredential;
import io.odradek.controller.image.AccessImage.ScramUser;
import io.odradek.wire.control.metadata.AclRecord;
import io.odradek.wire.control.metadata.ClientQuotaRecord;
import io.odradek.wire.control.metadata.MetadataRecord;
import io.odradek.wire.control.metadata.QuotaEntityPart;
import io.odradek.wire.control.metadata.RemoveAclRecord;
import io.odradek.wire.control.metadata.ScramRecord;

import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Between {@link AccessImage} and its records. */
public final class AccessRecords {
    private AccessRecords() {}

    // From records.

    static AccessImage quota(AccessImage access, ClientQuotaRecord record) {
        Map<String, String> parts = new HashMap<>();
        for (QuotaEntityPart part : record.getEntityList()) {
            parts.put(part.getType(), part.hasName() ? part.getName() : AccessImage.DEFAULT_NAME);
        }
        QuotaEntity entity = new QuotaEntity(parts);
        PMap<String, Double> values = access.quotas().getOrDefault(entity, HashTreePMap.empty());
        values =
                record.hasValue()
                        ? values.plus(record.getKey(), record.getValue())
                        : values.minus(record.getKey());
        return new AccessImage(
                values.isEmpty()
                        ? access.quotas().minus(entity)
                        : access.quotas().plus(entity, values),
                access.credentials(),
                access.acls());
    }

    static AccessImage scram(AccessImage access, ScramRecord record) {
        ScramUser user = new ScramUser(record.getUser(), record.getMechanism());
        PMap<ScramUser, ScramCredential> credentials =
                record.getStoredKey().isEmpty()
                        ? access.credentials().minus(user)
                        : access.credentials()
                                .plus(
                                        user,
                                        new ScramCredential(
                                                record.getSalt(),
                                                record.getStoredKey(),
                                                record.getServerKey(),
                                                record.getIterations()));
        return new AccessImage(access.quotas(), credentials, access.acls());
    }

    static AccessImage acl(AccessImage access, AclRecord record) {
        return new AccessImage(
                access.quotas(),
                access.credentials(),
                access.acls()
                        .plus(
                                fromProto(record.getId()),
                                new Acl(
                                        record.getResourceType(),
                                        record.getResourceName(),
                                        record.getPatternType(),
                                        record.getPrincipal(),
                                        record.getHost(),
                                        record.getOperation(),
                                        record.getPermission())));
    }

    // To records.

    static List<MetadataRecord> snapshot(AccessImage access) {
        List<MetadataRecord> records = new ArrayList<>();
        new TreeMap<>(access.quotas())
                .forEach(
                        (entity, values) ->
                                new TreeMap<>(values)
                                        .forEach((k, v) -> records.add(quota(entity, k, v))));
        access.credentials().entrySet().stream()
                .sorted(
                        Comparator.comparing((Map.Entry<ScramUser, ?> e) -> e.getKey().user())
                                .thenComparing(e -> e.getKey().mechanism()))
                .forEach(e -> records.add(scram(e.getKey(), e.getValue())));
        new TreeMap<>(access.acls()).forEach((id, acl) -> records.add(acl(id, acl)));
        return records;
    }

    /** A null {@code value} takes the quota away. */
    public static MetadataRecord quota(QuotaEntity entity, String key, @Nullable Double value) {
        ClientQuotaRecord.Builder record = ClientQuotaRecord.newBuilder().setKey(key);
        entity.sorted()
                .forEach(
                        (type, name) -> {
                            QuotaEntityPart.Builder part =
                                    QuotaEntityPart.newBuilder().setType(type);
                            if (!name.equals(AccessImage.DEFAULT_NAME)) {
                                part.setName(name);
                            }
                            record.addEntity(part);
                        });
        if (value != null) {
            record.setValue(value);
        }
        return MetadataRecord.newBuilder().setClientQuota(record).build();
    }

    /** A null {@code credential} takes it away. */
    public static MetadataRecord scram(ScramUser user, @Nullable ScramCredential credential) {
        ScramRecord.Builder record =
                ScramRecord.newBuilder().setUser(user.user()).setMechanism(user.mechanism());
        if (credential != null) {
            record.setSalt(credential.salt())
                    .setStoredKey(credential.storedKey())
                    .setServerKey(credential.serverKey())
                    .setIterations(credential.iterations());
        }
        return MetadataRecord.newBuilder().setScram(record).build();
    }

    public static MetadataRecord acl(UUID id, Acl acl) {
        return MetadataRecord.newBuilder()
                .setAcl(
                        AclRecord.newBuilder()
                                .setId(toProto(id))
                                .setResourceType(acl.resourceType())
                                .setResourceName(acl.resourceName())
                                .setPatternType(acl.patternType())
                                .setPrincipal(acl.principal())
                                .setHost(acl.host())
                                .setOperation(acl.operation())
                                .setPermission(acl.permission()))
                .build();
    }

    public static MetadataRecord removeAcl(UUID id) {
        return MetadataRecord.newBuilder()
                .setRemoveAcl(RemoveAclRecord.newBuilder().setId(toProto(id)))
                .build();
    }
}
