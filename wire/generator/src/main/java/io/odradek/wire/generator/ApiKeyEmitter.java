package io.odradek.wire.generator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The enum of all APIs, and the two switches from an API to its records. */
final class ApiKeyEmitter {
    private ApiKeyEmitter() {}

    /** OffsetForLeaderEpochRequest becomes OFFSET_FOR_LEADER_EPOCH. */
    static String constant(Spec spec) {
        return spec.apiName().replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    private static List<Spec> requests(Map<String, Spec> specs) {
        List<Spec> requests = new ArrayList<>();
        for (Spec spec : specs.values()) {
            if (spec.kind() == Spec.Kind.REQUEST) {
                Spec response = specs.get(spec.apiName() + "Response");
                if (response == null || !response.versions().equals(spec.versions())) {
                    throw new IllegalStateException(
                            spec.name() + " and its response differ in versions");
                }
                requests.add(spec);
            }
        }
        requests.sort(Comparator.comparingInt(Spec::apiKey));
        return requests;
    }

    static String apiKeys(Map<String, Spec> specs) {
        JavaText java = new JavaText();
        java.line("package io.odradek.wire.api;")
                .blank()
                .line("import org.jspecify.annotations.Nullable;")
                .blank()
                .line("/** Every API of the protocol. Generated from its specifications. */")
                .line("public enum ApiKey {");
        List<Spec> requests = requests(specs);
        for (Spec r : requests) {
            int max = r.versions().max();
            java.line(
                    constant(r)
                            + "("
                            + r.apiKey()
                            + ", "
                            + JavaText.quoted(r.apiName())
                            + ", "
                            + r.versions().min()
                            + ", "
                            + max
                            + ", "
                            + (r.latestUnstable() ? max - 1 : max)
                            + ", "
                            + MessageEmitter.firstFlexible(r)
                            + ", "
                            + r.listeners().contains("broker")
                            + ", "
                            + r.listeners().contains("controller")
                            + (r.equals(requests.getLast()) ? ");" : "),"));
        }
        TEMPLATE.lines().forEach(java::line);
        return java.line("}").toString();
    }

    private static final String TEMPLATE =
            """

            private static final @Nullable ApiKey[] BY_ID = new ApiKey[128];
            static {
            for (ApiKey key : values()) {
            BY_ID[key.id] = key;
            }
            }
            private final short id;
            private final String apiName;
            private final short minVersion;
            private final short maxVersion;
            private final short latestStableVersion;
            private final short firstFlexibleVersion;
            private final boolean onBroker;
            private final boolean onController;

            ApiKey(int id, String apiName, int min, int max, int stable, int flexible, boolean onBroker, boolean onController) {
            this.id = (short) id;
            this.apiName = apiName;
            this.minVersion = (short) min;
            this.maxVersion = (short) max;
            this.latestStableVersion = (short) stable;
            this.firstFlexibleVersion = (short) flexible;
            this.onBroker = onBroker;
            this.onController = onController;
            }

            /** Null for a number that is no API's. */
            public static @Nullable ApiKey forId(int id) {
            return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
            }

            public short id() {
            return id;
            }

            /** As the protocol spells it: "ListOffsets". */
            public String apiName() {
            return apiName;
            }

            /** The oldest version the codec knows. */
            public short minVersion() {
            return minVersion;
            }

            /** The newest version the codec knows, which may be unstable. */
            public short maxVersion() {
            return maxVersion;
            }

            public short latestStableVersion() {
            return latestStableVersion;
            }

            public boolean supports(short version) {
            return version >= minVersion && version <= maxVersion;
            }

            /** Whether the version has compact lengths and tagged fields. */
            public boolean isFlexible(short version) {
            return version >= firstFlexibleVersion;
            }

            public short requestHeaderVersion(short version) {
            if (this == CONTROLLED_SHUTDOWN && version == 0) {
            return 0;
            }
            return (short) (isFlexible(version) ? 2 : 1);
            }

            /** ApiVersions always answers with the first header, for its client does not know better yet. */
            public short responseHeaderVersion(short version) {
            return (short) (isFlexible(version) && this != API_VERSIONS ? 1 : 0);
            }

            /** Whether Apache Kafka's brokers offer it to clients. */
            public boolean onBroker() {
            return onBroker;
            }

            /** Whether Apache Kafka's controllers offer it. */
            public boolean onController() {
            return onController;
            }
            """;

    static String messages(Map<String, Spec> specs) {
        JavaText java = new JavaText();
        java.line("package io.odradek.wire.message;")
                .blank()
                .line("import io.odradek.wire.api.ApiKey;")
                .line("import io.odradek.wire.codec.Request;")
                .line("import io.odradek.wire.codec.Response;")
                .line("import io.odradek.wire.codec.WireReader;")
                .blank()
                .line("/** From an API to the records of its bodies. Generated. */")
                .line("public final class Messages {")
                .line("private Messages() {}");
        for (String kind : List.of("Request", "Response")) {
            java.blank()
                    .line(
                            "public static "
                                    + kind
                                    + " read"
                                    + kind
                                    + "(ApiKey key, WireReader in, short version) {")
                    .line("return switch (key) {");
            for (Spec r : requests(specs)) {
                java.line(
                        "case "
                                + constant(r)
                                + " -> "
                                + r.apiName()
                                + kind
                                + ".read(in, version);");
            }
            java.line("};").line("}");
        }
        return java.line("}").toString();
    }
}
