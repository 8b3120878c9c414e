package io.odradek.tools.cluster;

import io.odradek.tools.cli.AdminConnection;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/** {@code kafka-broker-api-versions.sh}. */
@Command(
        name = "kafka-broker-api-versions.sh",
        description = "Show which versions of which APIs every broker offers.")
public final class BrokerApiVersionsCommand extends Tool {

    @Mixin private final AdminConnection connection = new AdminConnection();

    public static void main(String[] args) {
        Launcher.runAndExit(new BrokerApiVersionsCommand(), args);
    }

    @Override
    public Integer call() throws Exception {
        if (!connection.hasBootstrapServer()) {
            throw usage("Missing required argument \"[bootstrap-server]\"");
        }
        List<Node> nodes;
        try (Admin admin = connection.connect()) {
            nodes =
                    admin.describeCluster().nodes().get().stream()
                            .sorted(Comparator.comparingInt(Node::id))
                            .toList();
        }
        int failures = 0;
        try (NodeVersionsClient client =
                new NodeVersionsClient(new AdminClientConfig(connection.properties()))) {
            for (Node node : nodes) {
                try {
                    out().printf("%s -> %s%n", node, client.ask(node).toString(true));
                } catch (IOException | KafkaException e) {
                    failures++;
                    out().printf("%s -> ERROR: %s%n", node, Launcher.sentence(e));
                }
            }
        }
        return failures == 0 ? 0 : 1;
    }
}
