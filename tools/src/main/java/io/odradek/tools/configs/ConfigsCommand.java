package io.odradek.tools.configs;

import io.odradek.tools.cli.AdminConnection;
import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.PropertyArguments;
import io.odradek.tools.cli.Tool;
import io.odradek.tools.configs.Entities.Entity;

import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code kafka-configs.sh}. */
@Command(
        name = "kafka-configs.sh",
        sortOptions = false,
        description = "Show and change dynamic configs, quotas and SCRAM credentials.")
public final class ConfigsCommand extends Tool {

    @Mixin private final AdminConnection connection = new AdminConnection();

    @Option(names = "--describe", description = "Show what is set.")
    private boolean describe;

    @Option(names = "--alter", description = "Change it.")
    private boolean alter;

    @Option(names = "--all", description = "With --describe: also what is not set, with its value.")
    private boolean all;

    @Option(
            names = "--entity-type",
            paramLabel = "<type>",
            description = "topics, brokers, groups, users, clients or ips.")
    private final List<String> types = new ArrayList<>();

    @Option(
            names = {"--entity-name", "--entity-default"},
            paramLabel = "<name>",
            description = "Which one of the type; --entity-default stands without a name.")
    private final List<String> names = new ArrayList<>();

    @Option(names = "--topic", paramLabel = "<name>", description = "A topic.")
    private @Nullable String topic;

    @Option(names = "--broker", paramLabel = "<id>", description = "A broker.")
    private @Nullable String broker;

    @Option(names = "--broker-defaults", description = "What holds for every broker.")
    private boolean brokerDefaults;

    @Option(names = "--group", paramLabel = "<name>", description = "A group.")
    private @Nullable String group;

    @Option(
            names = "--broker-logger",
            paramLabel = "<id>",
            description = "Not available: log levels are set in config/log4j2.yaml.")
    private @Nullable String brokerLogger;

    @Option(
            names = "--client-metrics",
            paramLabel = "<name>",
            description = "Not available: clients' metrics are not collected.")
    private @Nullable String clientMetrics;

    @Option(names = "--user", paramLabel = "<name>", description = "A user.")
    private @Nullable String user;

    @Option(names = "--user-defaults", description = "Every user without quotas of their own.")
    private boolean userDefaults;

    @Option(names = "--client", paramLabel = "<id>", description = "A client id.")
    private @Nullable String client;

    @Option(names = "--client-defaults", description = "Every client id without its own.")
    private boolean clientDefaults;

    @Option(names = "--ip", paramLabel = "<address>", description = "An address.")
    private @Nullable String ip;

    @Option(names = "--ip-defaults", description = "Every address without its own.")
    private boolean ipDefaults;

    @Option(
            names = "--add-config",
            paramLabel = "<k=v,k=[v,v]>",
            description =
                    "What to set. Users: quotas, and 'SCRAM-SHA-256=[iterations=8192,password=secret]'.")
    private @Nullable String add;

    @Option(
            names = "--add-config-file",
            paramLabel = "<file>",
            description = "A properties file with what to set.")
    private @Nullable Path addFile;

    @Option(
            names = "--delete-config",
            paramLabel = "<k,k>",
            description = "What goes back to its default.")
    private @Nullable String delete;

    @Option(names = "--force", description = "Accepted; nothing is asked.")
    @SuppressWarnings("UnusedVariable") // Scripts give it.
    private boolean force;

    public static void main(String[] args) {
        Launcher.runAndExit(new ConfigsCommand(), Entities.normalised(args));
    }

    @Override
    public Integer call() throws Exception {
        if (describe == alter) {
            throw usage("Command must include exactly one action: --describe, --alter");
        }
        for (String option : List.of("add-config", "add-config-file", "delete-config")) {
            if (describe && isGiven(option)) {
                throw usage(
                        "Option \"[describe]\" can't be used with option \"[%s]\""
                                .formatted(option));
            }
        }
        if (!connection.hasBootstrapServer()) {
            throw usage("Missing required argument \"[bootstrap-server]\"");
        }
        List<Entity> entities = Entities.of(types, names, shortcuts());
        Map<String, String> set = added();
        List<String> removed = delete == null ? List.of() : ConfigList.names(delete);
        if (alter && set.isEmpty() && removed.isEmpty()) {
            throw usage(
                    "At least one of --add-config, --add-config-file, or --delete-config must be specified with --alter");
        }
        boolean quotas = entities.getFirst().type().hasQuotas();
        try (Admin admin = connection.connect()) {
            if (quotas) {
                Quotas actions = new Quotas(admin, out(), err());
                if (describe) {
                    actions.describe(entities);
                } else {
                    actions.alter(entities, set, removed);
                }
            } else {
                Configs actions = new Configs(admin, out());
                if (describe) {
                    actions.describe(entities.getFirst(), all);
                } else {
                    actions.alter(entities.getFirst(), set, removed);
                }
            }
        }
        return 0;
    }

    private Map<Entities.Type, String> shortcuts() {
        Map<Entities.Type, String> shortcuts = new EnumMap<>(Entities.Type.class);
        put(shortcuts, Entities.Type.TOPICS, topic, false);
        put(shortcuts, Entities.Type.BROKERS, broker, brokerDefaults);
        put(shortcuts, Entities.Type.GROUPS, group, false);
        put(shortcuts, Entities.Type.BROKER_LOGGERS, brokerLogger, false);
        put(shortcuts, Entities.Type.CLIENT_METRICS, clientMetrics, false);
        put(shortcuts, Entities.Type.USERS, user, userDefaults);
        put(shortcuts, Entities.Type.CLIENTS, client, clientDefaults);
        put(shortcuts, Entities.Type.IPS, ip, ipDefaults);
        return shortcuts;
    }

    private void put(
            Map<Entities.Type, String> shortcuts,
            Entities.Type type,
            @Nullable String name,
            boolean defaults) {
        if (name != null && defaults) {
            throw usage("Duplicate entity type(s) specified: " + type.word);
        }
        if (defaults) {
            shortcuts.put(type, "");
        } else if (name != null) {
            shortcuts.put(type, name);
        }
    }

    private Map<String, String> added() {
        if (add != null && addFile != null) {
            throw new Failure("Only one of --add-config or --add-config-file must be specified");
        }
        if (add != null) {
            return ConfigList.parse(add);
        }
        Map<String, String> fromFile = new LinkedHashMap<>();
        PropertyArguments.load(addFile)
                .forEach((key, value) -> fromFile.put(String.valueOf(key), String.valueOf(value)));
        return fromFile;
    }
}
