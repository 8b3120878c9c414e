package io.odradek.controller.state;

import com.google.protobuf.ByteString;

import io.odradek.controller.image.AccessImage.ScramCredential;
import io.odradek.controller.image.AccessImage.ScramUser;
import io.odradek.controller.image.AccessRecords;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.metadata.MetadataRecord;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sets and deletes SCRAM credentials, each user's wholly or not at all (KIP-554). */
public record AlterScram(List<ScramUser> deletions, List<Upsertion> upsertions) {
    private static final int ITERATIONS_MIN = 4096;
    private static final int ITERATIONS_MAX = 16384;
    private static final int BYTES_MAX = 1024;
    private static final Map<Integer, String> HASHES = Map.of(1, "SHA-256", 2, "SHA-512");

    /**
     * @param saltedPassword of RFC 5802, as the client computed it; never kept
     */
    public record Upsertion(
            ScramUser user, int iterations, ByteString salt, ByteString saltedPassword) {
        @Override
        public String toString() {
            return "Upsertion[" + user + "]";
        }
    }

    /** By user, in the order they were named. */
    Decision<Map<String, ApiError>> decide(View view) {
        Map<String, ApiError> results = new LinkedHashMap<>();
        Map<String, List<MetadataRecord>> records = new LinkedHashMap<>();
        Set<ScramUser> seen = new HashSet<>();
        for (ScramUser user : deletions) {
            try {
                validate(user, seen);
                if (!view.image().access().credentials().containsKey(user)) {
                    throw new Refusal(
                            ErrorCode.RESOURCE_NOT_FOUND,
                            "User '%s' has no SCRAM-%s credential."
                                    .formatted(user.user(), HASHES.get(user.mechanism())));
                }
                results.putIfAbsent(user.user(), ApiError.NONE);
                records.computeIfAbsent(user.user(), _ -> new ArrayList<>())
                        .add(AccessRecords.scram(user, null));
            } catch (Refusal refusal) {
                refuse(results, user.user(), refusal);
            }
        }
        for (Upsertion upsertion : upsertions) {
            ScramUser user = upsertion.user();
            try {
                validate(user, seen);
                validate(upsertion);
                results.putIfAbsent(user.user(), ApiError.NONE);
                records.computeIfAbsent(user.user(), _ -> new ArrayList<>())
                        .add(AccessRecords.scram(user, credential(upsertion)));
            } catch (Refusal refusal) {
                refuse(results, user.user(), refusal);
            }
        }
        List<MetadataRecord> accepted = new ArrayList<>();
        records.forEach(
                (user, changes) -> {
                    if (ApiError.NONE.equals(results.get(user))) {
                        accepted.addAll(changes);
                    }
                });
        return Decision.of(accepted, results);
    }

    /** The first error of a user stands. */
    private static void refuse(Map<String, ApiError> results, String user, Refusal refusal) {
        results.merge(user, refusal.error(), (old, now) -> old.isError() ? old : now);
    }

    private static void validate(ScramUser user, Set<ScramUser> seen) throws Refusal {
        if (user.user().isEmpty()) {
            throw unacceptable("A user's name must not be empty.");
        }
        if (!HASHES.containsKey(user.mechanism())) {
            throw new Refusal(
                    ErrorCode.UNSUPPORTED_SASL_MECHANISM,
                    "SCRAM mechanism %d of user '%s' is unknown; known are 1 (SCRAM-SHA-256) and 2 (SCRAM-SHA-512)."
                            .formatted(user.mechanism(), user.user()));
        }
        if (!seen.add(user)) {
            throw new Refusal(
                    ErrorCode.DUPLICATE_RESOURCE,
                    "A credential of user '%s' is altered twice in one request."
                            .formatted(user.user()));
        }
    }

    private static void validate(Upsertion upsertion) throws Refusal {
        if (upsertion.iterations() < ITERATIONS_MIN || upsertion.iterations() > ITERATIONS_MAX) {
            throw unacceptable(
                    "A credential of user '%s' has %d iterations; %d to %d are allowed."
                            .formatted(
                                    upsertion.user().user(),
                                    upsertion.iterations(),
                                    ITERATIONS_MIN,
                                    ITERATIONS_MAX));
        }
        for (ByteString bytes : List.of(upsertion.salt(), upsertion.saltedPassword())) {
            if (bytes.isEmpty() || bytes.size() > BYTES_MAX) {
                throw unacceptable(
                        "Salt or salted password of user '%s' is empty or too long."
                                .formatted(upsertion.user().user()));
            }
        }
    }

    private static ScramCredential credential(Upsertion upsertion) {
        String hash = String.valueOf(HASHES.get(upsertion.user().mechanism()));
        try {
            byte[] salted = upsertion.saltedPassword().toByteArray();
            byte[] clientKey = hmac(hash, salted, "Client Key");
            return new ScramCredential(
                    upsertion.salt(),
                    ByteString.copyFrom(MessageDigest.getInstance(hash).digest(clientKey)),
                    ByteString.copyFrom(hmac(hash, salted, "Server Key")),
                    upsertion.iterations());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(hash + " is part of every Java", e);
        }
    }

    private static byte[] hmac(String hash, byte[] key, String text)
            throws GeneralSecurityException {
        String algorithm = "Hmac" + hash.replace("-", "");
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Refusal unacceptable(String message) {
        return new Refusal(ErrorCode.UNACCEPTABLE_CREDENTIAL, message);
    }
}
