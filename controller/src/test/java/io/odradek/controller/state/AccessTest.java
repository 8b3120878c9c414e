package io.odradek.controller.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;

import io.odradek.controller.image.AccessImage.Acl;
import io.odradek.controller.image.AccessImage.QuotaEntity;
import io.odradek.controller.image.AccessImage.ScramCredential;
import io.odradek.controller.image.AccessImage.ScramUser;
import io.odradek.controller.image.AclFilter;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageRecords;
import io.odradek.controller.state.AlterQuotas.Operation;
import io.odradek.controller.state.AlterQuotas.Part;
import io.odradek.controller.state.UpdateFeatures.Direction;
import io.odradek.wire.api.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Quotas, credentials and features: what is kept, what is refused. */
final class AccessTest {
    private final Harness harness = Harness.ofThree(1);

    private ErrorCode quota(List<Part> entity, String key, @Nullable Double value) {
        return harness.run(
                        ControllerState.alterQuotas(
                                new AlterQuotas(
                                        List.of(
                                                new AlterQuotas.Item(
                                                        entity,
                                                        List.of(new Operation(key, value)))),
                                        false)))
                .getFirst()
                .code();
    }

    private void aSnapshotHasItAll() {
        ClusterImage image = harness.image();
        assertEquals(
                image,
                ClusterImage.EMPTY.apply(
                        image.offset(), image.epoch(), ImageRecords.snapshot(image)));
    }

    @Test
    void quotasAreSetAndTakenAway() {
        List<Part> anna = List.of(new Part("user", "anna"), new Part("client-id", null));
        QuotaEntity entity = new QuotaEntity(Map.of("user", "anna", "client-id", ""));
        assertEquals(ErrorCode.NONE, quota(anna, "producer_byte_rate", 1024.0));
        assertEquals(ErrorCode.NONE, quota(anna, "request_percentage", 12.5));
        assertEquals(
                Map.of("producer_byte_rate", 1024.0, "request_percentage", 12.5),
                harness.image().access().quotas().get(entity));
        aSnapshotHasItAll();
        assertEquals(ErrorCode.NONE, quota(anna, "producer_byte_rate", 1024.0));
        assertTrue(harness.last.isEmpty());
        quota(anna, "producer_byte_rate", null);
        quota(anna, "request_percentage", null);
        assertTrue(harness.image().access().quotas().isEmpty());
    }

    @Test
    void quotasThatMakeNoSenseAreRefused() {
        List<Part> user = List.of(new Part("user", "anna"));
        List<Part> ip = List.of(new Part("ip", "10.0.0.1"));
        for (Double bad : List.of(0.0, -1.0, 1.5, Double.NaN)) {
            assertEquals(ErrorCode.INVALID_REQUEST, quota(user, "producer_byte_rate", bad));
        }
        assertEquals(ErrorCode.INVALID_REQUEST, quota(user, "connection_creation_rate", 1.0));
        assertEquals(ErrorCode.INVALID_REQUEST, quota(ip, "producer_byte_rate", 1.0));
        assertEquals(ErrorCode.NONE, quota(ip, "connection_creation_rate", 1.0));
        assertEquals(ErrorCode.INVALID_REQUEST, quota(List.of(), "producer_byte_rate", 1.0));
        for (Part bad :
                List.of(new Part("group", "g"), new Part("user", ""), new Part("ip", "host"))) {
            assertEquals(
                    ErrorCode.INVALID_REQUEST,
                    quota(List.of(bad), "connection_creation_rate", 1.0));
        }
        assertEquals(
                ErrorCode.INVALID_REQUEST,
                quota(
                        List.of(new Part("ip", null), new Part("user", null)),
                        "connection_creation_rate",
                        1.0));
    }

    private Map<String, ApiError> scram(
            List<ScramUser> deletions, List<AlterScram.Upsertion> upsertions) {
        return harness.run(ControllerState.alterScram(new AlterScram(deletions, upsertions)));
    }

    private static AlterScram.Upsertion upsertion(String user, int mechanism, int iterations) {
        return new AlterScram.Upsertion(
                new ScramUser(user, mechanism),
                iterations,
                ByteString.copyFromUtf8("salt"),
                // PBKDF2 of the password "pencil" with the salt and 4096 rounds of RFC 7677.
                ByteString.copyFrom(
                        HexFormat.of()
                                .parseHex(
                                        "c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d")));
    }

    /** The keys were computed from RFC 7677's example by the formulas of RFC 5802. */
    @Test
    void aCredentialKeepsWhatChecksAPasswordAndNotTheSaltedPassword() {
        assertEquals(
                Map.of("user", ApiError.NONE),
                scram(List.of(), List.of(upsertion("user", 1, 4096))));
        ScramCredential credential =
                Objects.requireNonNull(
                        harness.image().access().credentials().get(new ScramUser("user", 1)));
        assertEquals(
                "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=", base64(credential.serverKey()));
        assertEquals(
                "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=", base64(credential.storedKey()));
        assertFalse(credential.toString().contains("ByteString"));
        aSnapshotHasItAll();
        assertEquals(
                Map.of("user", ApiError.NONE), scram(List.of(new ScramUser("user", 1)), List.of()));
        assertTrue(harness.image().access().credentials().isEmpty());
    }

    private static String base64(ByteString bytes) {
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    @Test
    void aUserOfWhomOneChangeIsWrongIsLeftAlone() {
        Map<String, ApiError> results =
                scram(
                        List.of(new ScramUser("gone", 1)),
                        List.of(
                                upsertion("a", 1, 4095),
                                upsertion("a", 2, 8192),
                                upsertion("b", 3, 8192),
                                upsertion("c", 1, 8192),
                                upsertion("c", 1, 8192),
                                upsertion("d", 2, 16384),
                                upsertion("", 1, 8192)));
        Map<String, ErrorCode> codes = new HashMap<>();
        results.forEach((user, error) -> codes.put(user, error.code()));
        assertEquals(
                Map.of(
                        "gone", ErrorCode.RESOURCE_NOT_FOUND,
                        "a", ErrorCode.UNACCEPTABLE_CREDENTIAL,
                        "b", ErrorCode.UNSUPPORTED_SASL_MECHANISM,
                        "c", ErrorCode.DUPLICATE_RESOURCE,
                        "d", ErrorCode.NONE,
                        "", ErrorCode.UNACCEPTABLE_CREDENTIAL),
                codes);
        assertEquals(
                List.of(new ScramUser("d", 2)),
                List.copyOf(harness.image().access().credentials().keySet()));
    }

    private ErrorCode update(boolean dryRun, UpdateFeatures.Item... items) {
        return harness.run(
                        ControllerState.updateFeatures(new UpdateFeatures(List.of(items), dryRun)))
                .code();
    }

    @Test
    void featuresGoUpAndOnlyDownWhereThatIsMeant() {
        var down = new UpdateFeatures.Item("metadata.version", 30, Direction.UPGRADE);
        assertEquals(ErrorCode.INVALID_UPDATE_VERSION, update(false, down));
        var meant = new UpdateFeatures.Item("metadata.version", 30, Direction.SAFE_DOWNGRADE);
        assertEquals(ErrorCode.NONE, update(true, meant));
        assertEquals(33, harness.image().features().get("metadata.version"));
        assertEquals(ErrorCode.NONE, update(false, meant));
        assertEquals(30, harness.image().features().get("metadata.version"));
        assertEquals(
                ErrorCode.INVALID_UPDATE_VERSION,
                update(false, new UpdateFeatures.Item("metadata.version", 34, Direction.UPGRADE)));
        assertEquals(
                ErrorCode.INVALID_UPDATE_VERSION,
                update(false, new UpdateFeatures.Item("no.version", 1, Direction.UPGRADE)));
        assertEquals(
                ErrorCode.FEATURE_UPDATE_FAILED,
                update(
                        false,
                        new UpdateFeatures.Item(
                                "eligible.leader.replicas.version", 0, Direction.SAFE_DOWNGRADE)));
        // All or none.
        assertEquals(
                ErrorCode.INVALID_UPDATE_VERSION,
                update(
                        false,
                        new UpdateFeatures.Item("metadata.version", 33, Direction.UPGRADE),
                        new UpdateFeatures.Item("no.version", 1, Direction.UPGRADE)));
        assertEquals(30, harness.image().features().get("metadata.version"));
    }

    private static Acl acl(int type, String name, int pattern, String principal) {
        return new Acl(type, name, pattern, principal, "*", 3, 3);
    }

    private static AclFilter filter(@Nullable String name, int pattern) {
        return new AclFilter(2, name, pattern, null, null, 1, 1);
    }

    private List<ErrorCode> create(Acl... acls) {
        return harness.run(ControllerState.createAcls(new CreateAcls(List.of(acls)))).stream()
                .map(ApiError::code)
                .toList();
    }

    private Set<Acl> delete(AclFilter... filters) {
        return harness.run(ControllerState.deleteAcls(new DeleteAcls(List.of(filters)))).stream()
                .flatMap(r -> r.deleted().stream())
                .collect(Collectors.toSet());
    }

    @Test
    void aclsAreKeptOnceAndTakenAwayByFilters() {
        Acl literal = acl(2, "wool", 3, "User:anna");
        Acl wildcard = acl(2, "*", 3, "User:bert");
        Acl prefix = acl(2, "wo", 4, "User:carl");
        Acl group = acl(3, "wool", 3, "User:anna");
        var fine = List.of(ErrorCode.NONE, ErrorCode.NONE, ErrorCode.NONE, ErrorCode.NONE);
        assertEquals(fine, create(literal, wildcard, prefix, group));
        assertEquals(List.of(ErrorCode.NONE), create(literal));
        assertTrue(harness.last.isEmpty());
        assertEquals(4, harness.image().access().acls().size());
        aSnapshotHasItAll();

        assertEquals(Set.of(), delete(filter("wool", 4)));
        assertEquals(Set.of(literal), delete(filter("wool", 3)));
        assertEquals(Set.of(wildcard, prefix), delete(filter("wool", 2), filter("wood", 2)));
        assertEquals(Set.of(), delete(filter(null, 1)));
        assertEquals(Set.of(group), delete(new AclFilter(1, null, 1, "User:anna", "*", 3, 3)));
        assertTrue(harness.image().access().acls().isEmpty());
    }

    @Test
    void aclsThatMakeNoSenseAreRefused() {
        Acl good = acl(2, "wool", 3, "User:anna");
        for (Acl bad :
                List.of(
                        acl(0, "wool", 3, "User:anna"),
                        acl(1, "wool", 3, "User:anna"),
                        acl(8, "wool", 3, "User:anna"),
                        acl(4, "wool", 3, "User:anna"),
                        acl(2, "", 3, "User:anna"),
                        acl(2, "wool", 2, "User:anna"),
                        acl(2, "wool", 3, "anna"),
                        new Acl(2, "wool", 3, "User:anna", "", 3, 3),
                        new Acl(2, "wool", 3, "User:anna", "*", 1, 3),
                        new Acl(2, "wool", 3, "User:anna", "*", 3, 1))) {
            assertEquals(List.of(ErrorCode.INVALID_REQUEST, ErrorCode.NONE), create(bad, good));
        }
        assertEquals(Set.of(good), Set.copyOf(harness.image().access().acls().values()));
        assertEquals(Set.of(), delete(new AclFilter(0, null, 1, null, null, 1, 1)));
    }
}
