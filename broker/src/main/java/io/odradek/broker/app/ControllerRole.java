package io.odradek.broker.app;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.Listener;
import io.odradek.broker.config.NodeKeys;
import io.odradek.broker.config.NodePlan;
import io.odradek.controller.ControllerConfig;
import io.odradek.controller.ControllerNode;
import io.odradek.controller.state.Patience;
import io.odradek.log.io.Disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The controller in this process. */
final class ControllerRole {
    /** Apache Kafka's name for the directory of the metadata log. */
    private static final String METADATA_LOG = "__cluster_metadata-0";

    private ControllerRole() {}

    static ControllerNode start(
            BrokerConfig config,
            NodePlan plan,
            Quorum quorum,
            Directories directories,
            Disk disk,
            Consumer<Throwable> fatal)
            throws StartupException {
        Listener listener =
                plan.controllerListener()
                        .orElseThrow(
                                () -> new StartupException("There is no controller listener."));
        Path directory = plan.metadataDir().resolve(METADATA_LOG);
        try {
            disk.createDirectories(directory);
            return ControllerNode.start(
                    new ControllerConfig(
                            plan.nodeId(),
                            directories.clusterId(),
                            listener.address().host(),
                            listener.address().port(),
                            quorum.config(
                                    plan,
                                    directories.metadataId(),
                                    config.get(NodeKeys.QUORUM_AUTO_JOIN)),
                            directory,
                            config.get(NodeKeys.ELECTION_TIMEOUT_MS),
                            new Patience(
                                    config.get(NodeKeys.SESSION_TIMEOUT_MS),
                                    NodeKeys.suspectTimeoutMs(config)),
                            config.given()),
                    disk,
                    fatal);
        } catch (IOException e) {
            throw new StartupException(String.valueOf(e.getMessage()), e);
        }
    }
}
