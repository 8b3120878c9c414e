package io.odradek.tools.cluster;

import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.DefaultHostResolver;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.NodeApiVersions;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.LogContext;

import java.io.IOException;
import java.util.List;

/**
 * Asks one node for its API versions. The public clients keep that answer to themselves, so this
 * stands on the network client beneath them, with the same security settings.
 */
final class NodeVersionsClient implements AutoCloseable {

    private static final String CLIENT_ID = "broker-api-versions";
    private static final int REQUESTS_AT_ONCE = 1;

    private final ApiVersions versions = new ApiVersions();
    private final Metrics metrics = new Metrics();
    private final NetworkClient client;
    private final int timeoutMs;

    NodeVersionsClient(AdminClientConfig config) {
        this.timeoutMs = config.getInt(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG);
        this.client =
                ClientUtils.createNetworkClient(
                        config,
                        config.getList(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG),
                        CLIENT_ID,
                        metrics,
                        CLIENT_ID,
                        new LogContext("[" + CLIENT_ID + "] "),
                        versions,
                        Time.SYSTEM,
                        REQUESTS_AT_ONCE,
                        timeoutMs,
                        null,
                        new ManualMetadataUpdater(List.of()),
                        new DefaultHostResolver(),
                        null,
                        null);
    }

    /** The versions that {@code node} offers. */
    NodeApiVersions ask(Node node) throws IOException {
        if (!NetworkClientUtils.awaitReady(client, node, Time.SYSTEM, timeoutMs)) {
            throw new IOException("no answer within %d ms".formatted(timeoutMs));
        }
        NodeApiVersions answer = versions.get(node.idString());
        if (answer == null) {
            throw new IOException("the connection was lost");
        }
        return answer;
    }

    @Override
    public void close() {
        client.close();
        metrics.close();
    }
}
