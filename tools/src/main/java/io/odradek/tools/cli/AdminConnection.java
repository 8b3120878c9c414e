package io.odradek.tools.cli;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/** The options by which a command reaches the cluster, and the connection they make. */
public final class AdminConnection {

    @Option(
            names = "--bootstrap-server",
            paramLabel = "<host:port,...>",
            description = "Brokers to connect to first; one that answers is enough. Required.")
    private @Nullable String bootstrapServer;

    @Option(
            names = "--bootstrap-controller",
            paramLabel = "<host:port,...>",
            description = "Not available: controllers are asked by way of the brokers.")
    private @Nullable String bootstrapController;

    @Option(
            names = "--command-config",
            paramLabel = "<file>",
            description = "A properties file for the admin client.")
    private @Nullable Path commandConfig;

    /** Whether the user said whom to ask, though it may be who does not answer. */
    public boolean hasBootstrapServer() {
        return bootstrapServer != null || bootstrapController != null;
    }

    /** The file of {@code --command-config}, if one was given. */
    public Optional<Path> commandConfig() {
        return Optional.ofNullable(commandConfig);
    }

    /** The admin client's settings. */
    public Properties properties() {
        if (bootstrapController != null) {
            throw new Failure(
                    "--bootstrap-controller: the controllers do not speak the Kafka protocol; use --bootstrap-server with a broker's address, which asks them");
        }
        String bootstrap = bootstrapServer;
        if (bootstrap == null) {
            throw new Failure("Missing required argument \"[bootstrap-server]\"");
        }
        Properties properties = PropertyArguments.load(commandConfig);
        properties.setProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return properties;
    }

    /** Opens the connection; the caller closes it. */
    public Admin connect() {
        return Admin.create(properties());
    }
}
