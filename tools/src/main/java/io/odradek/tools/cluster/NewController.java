package io.odradek.tools.cluster;

import io.odradek.log.dir.KafkaUuid;
import io.odradek.log.dir.MetaProperties;
import io.odradek.log.io.Disk;
import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.PropertyArguments;
import io.odradek.tools.storage.NodeSettings;

import org.apache.kafka.clients.admin.RaftVoterEndpoint;
import org.apache.kafka.common.Uuid;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The controller that is to be added, as its own files describe it: {@code server.properties} tells
 * its id and address, {@code meta.properties} in the metadata directory which disk it has.
 */
record NewController(int id, Uuid directoryId, RaftVoterEndpoint endpoint) {

    /**
     * @param config the controller's {@code server.properties}
     */
    static NewController read(Disk disk, Path config) {
        String roles = PropertyArguments.load(config).getProperty("process.roles", "");
        if (!roles.contains("controller")) {
            throw new Failure(
                    "process.roles did not contain 'controller' in configuration file. Is this a valid controller configuration file?");
        }
        NodeSettings settings = NodeSettings.load(config);
        NodeSettings.Endpoint own = settings.controllerEndpoint().orElseThrow();
        return new NewController(
                settings.nodeId(),
                directoryId(disk, settings),
                new RaftVoterEndpoint(settings.controllerListener(), own.host(), own.port()));
    }

    private static Uuid directoryId(Disk disk, NodeSettings settings) {
        Path directory = settings.metadataDirectory();
        MetaProperties meta;
        try {
            meta =
                    MetaProperties.read(disk, directory)
                            .orElseThrow(
                                    () ->
                                            new Failure(
                                                    "Unable to read meta.properties from %s: run this command on the new controller, after kafka-storage.sh format --no-initial-controllers"
                                                            .formatted(directory)));
        } catch (IOException e) {
            throw new Failure(
                    "Unable to read meta.properties from %s: %s"
                            .formatted(directory, e.getMessage()),
                    e);
        }
        if (meta.nodeId() != settings.nodeId()) {
            throw new Failure(
                    "%s belongs to node %d, but node.id is %d"
                            .formatted(
                                    MetaProperties.fileIn(directory),
                                    meta.nodeId(),
                                    settings.nodeId()));
        }
        return Uuid.fromString(KafkaUuid.print(meta.directoryId()));
    }

    /** As the commands name it. */
    @Override
    public String toString() {
        return "controller %d with directory id %s and endpoints: %s"
                .formatted(id, directoryId, QuorumText.url(endpoint));
    }
}
