package io.odradek.broker.config;

import static io.odradek.broker.config.ConfigKey.key;
import static io.odradek.broker.config.ConfigKey.ofBoolean;
import static io.odradek.broker.config.ConfigKey.ofString;

import java.util.List;

/** Who may do what. ACLs are kept and shown; no version enforces them yet. */
public final class SecurityKeys {
    private static final String STANDARD =
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer";

    private SecurityKeys() {}

    public static final ConfigKey<String> AUTHORIZER =
            key(
                    "authorizer.class.name",
                    ConfigType.STRING,
                    "",
                    SecurityKeys::authorizer,
                    "Empty: ACLs are refused. "
                            + STANDARD
                            + ": ACLs are kept and shown, not enforced.");
    static final ConfigKey<String> SUPER_USERS =
            ofString("super.users", "", "Whom no ACL stops.").withoutEffectYet();
    static final ConfigKey<Boolean> ALLOW_EVERYONE =
            ofBoolean(
                            "allow.everyone.if.no.acl.found",
                            false,
                            "Whether all may use what no ACL names.")
                    .withoutEffectYet();

    static final List<ConfigKey<?>> ALL = List.of(AUTHORIZER, SUPER_USERS, ALLOW_EVERYONE);

    /** What an operator must hear who believes that ACLs protect this broker. */
    static final String NOT_ENFORCED =
            AUTHORIZER.name()
                    + " is set, but this version DOES NOT ENFORCE ACLs: it keeps and shows them, and EVERYBODY MAY DO EVERYTHING. Let nobody reach the broker's port whom you do not trust.";

    private static String authorizer(String text) {
        if (text.isEmpty() || text.equals(STANDARD)) {
            return text;
        }
        throw new IllegalArgumentException(
                "no classes are loaded into the broker; write "
                        + STANDARD
                        + ", which is built in, or nothing");
    }
}
