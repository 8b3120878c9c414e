package io.odradek.controller.image;

import com.google.protobuf.ByteString;

import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Who may do what, and how much of it: quotas of clients, credentials of users, ACLs. */
public record AccessImage(
        PMap<QuotaEntity, PMap<String, Double>> quotas,
        PMap<ScramUser, ScramCredential> credentials,
        PMap<UUID, Acl> acls) {

    public static final AccessImage EMPTY =
            new AccessImage(HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty());

    /** Stands for the default of a type, as no name of a user, client or address is empty. */
    public static final String DEFAULT_NAME = "";

    /**
     * @param parts names by type ({@code user}, {@code client-id}, {@code ip})
     */
    public record QuotaEntity(Map<String, String> parts) implements Comparable<QuotaEntity> {
        public QuotaEntity {
            parts = Map.copyOf(parts);
        }

        public SortedMap<String, String> sorted() {
            return new TreeMap<>(parts);
        }

        @Override
        public int compareTo(QuotaEntity other) {
            return sorted().toString().compareTo(other.sorted().toString());
        }
    }

    /**
     * @param mechanism 1 for SCRAM-SHA-256, 2 for SCRAM-SHA-512
     */
    public record ScramUser(String user, int mechanism) {}

    /** Not the password, but all that is needed to check one (RFC 5802). */
    public record ScramCredential(
            ByteString salt, ByteString storedKey, ByteString serverKey, int iterations) {
        /** Nothing of it is for logs. */
        @Override
        public String toString() {
            return "ScramCredential[" + iterations + " iterations]";
        }
    }

    /** The codes are Kafka's. */
    public record Acl(
            int resourceType,
            String resourceName,
            int patternType,
            String principal,
            String host,
            int operation,
            int permission) {}
}
