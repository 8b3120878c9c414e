package io.odradek.broker.app;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.log.dir.KafkaUuid;
import io.odradek.log.dir.MetaProperties;
import io.odradek.log.io.NioDisk;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A combined node in this process, with its directory. */
final class TestNode {
    static final String CLUSTER_ID = "5L6g3nShT-eMCtK--X86sw";

    private TestNode() {}

    /** A port that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static void format(Path directory, String clusterId, int nodeId) throws IOException {
        Files.createDirectories(directory);
        new MetaProperties(
                        clusterId,
                        nodeId,
                        KafkaUuid.random(new SplittableRandom(directory.hashCode())))
                .write(new NioDisk(), directory);
    }

    static Map<String, String> properties(Path directory, int controllerPort) {
        Map<String, String> properties = new HashMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", "1");
        properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put(
                "listeners", "PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:" + controllerPort);
        properties.put("log.dirs", directory.toString());
        properties.put("metrics.listener", "127.0.0.1:0");
        properties.put("offsets.topic.replication.factor", "1");
        return properties;
    }

    static Node start(Map<String, String> properties) throws Exception {
        List<Throwable> fatal = new ArrayList<>();
        Node node =
                Node.start(BrokerConfig.of(properties), Path.of("server.properties"), fatal::add);
        node.ready().get(60, TimeUnit.SECONDS);
        return node;
    }
}
