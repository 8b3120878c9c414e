package io.odradek.broker.app;

import io.odradek.broker.api.AccessApis;
import io.odradek.broker.api.AdminApis;
import io.odradek.broker.api.ApiVersionsHandler;
import io.odradek.broker.api.AutoTopics;
import io.odradek.broker.api.DescribeClusterHandler;
import io.odradek.broker.api.DescribeConfigsHandler;
import io.odradek.broker.api.DescribeTopicPartitionsHandler;
import io.odradek.broker.api.FindCoordinatorHandler;
import io.odradek.broker.api.Forwarder;
import io.odradek.broker.api.InitProducerIdHandler;
import io.odradek.broker.api.InternalTopics;
import io.odradek.broker.api.MetadataHandler;
import io.odradek.broker.api.ProducerIdBlocks;
import io.odradek.broker.api.UnsupportedApis;
import io.odradek.broker.api.group.GroupApis;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.GroupKeys;
import io.odradek.broker.config.NetKeys;
import io.odradek.broker.config.ReplicationKeys;
import io.odradek.broker.config.SecurityKeys;
import io.odradek.broker.config.TopicConfigs;
import io.odradek.broker.coordinator.GroupConfig;
import io.odradek.broker.coordinator.group.GroupRequests;
import io.odradek.broker.coordinator.runtime.Coordinators;
import io.odradek.broker.metadata.ControlTransport;
import io.odradek.broker.metadata.ImageWaits;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.HandlerRegistry;
import io.odradek.controller.image.BrokerImage;
import io.odradek.log.io.Shard;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Everything the Kafka port serves. */
final class Handlers {
    private Handlers() {}

    /**
     * @param data the handlers that touch partitions
     * @param groups whom group requests are put to
     */
    static HandlerRegistry all(
            BrokerConfig config,
            TopicConfigs topicConfigs,
            String clusterId,
            int nodeId,
            Shard control,
            MetadataView view,
            ImageWaits waits,
            ControlTransport transport,
            List<? extends ApiHandler<?>> data,
            Coordinators<? extends GroupRequests> groups) {
        Forwarder forwarder =
                new Forwarder(transport, waits, config.get(NetKeys.REQUEST_TIMEOUT_MS));
        ProducerIdBlocks ids =
                new ProducerIdBlocks(
                        control, transport, nodeId, () -> registeredEpoch(view, nodeId));
        List<ApiHandler<?>> handlers = new ArrayList<>(data);
        handlers.addAll(AdminApis.handlers(forwarder));
        handlers.addAll(UnsupportedApis.handlers());
        handlers.addAll(GroupApis.handlers(groups, view));
        handlers.add(
                new FindCoordinatorHandler(view, new InternalTopics(forwarder), offsets(config)));
        handlers.add(
                new MetadataHandler(
                        view,
                        waits,
                        new AutoTopics(config.get(ReplicationKeys.AUTO_CREATE_TOPICS), forwarder),
                        nodeId));
        handlers.add(new DescribeClusterHandler(view, nodeId));
        handlers.add(
                new DescribeTopicPartitionsHandler(
                        view, config.get(ReplicationKeys.DESCRIBED_PARTITIONS)));
        handlers.add(new DescribeConfigsHandler(view, config, topicConfigs, nodeId));
        handlers.addAll(
                AccessApis.handlers(
                        forwarder, view, !config.get(SecurityKeys.AUTHORIZER).isEmpty()));
        handlers.add(new InitProducerIdHandler(ids));
        handlers.add(new ApiVersionsHandler(view, clusterId, nodeId, List.copyOf(handlers)));
        return new HandlerRegistry(handlers);
    }

    private static InternalTopics.Plan offsets(BrokerConfig config) {
        return new InternalTopics.Plan(
                GroupConfig.TOPIC,
                config.get(GroupKeys.TOPIC_PARTITIONS),
                config.get(GroupKeys.TOPIC_REPLICAS),
                GroupConfig.topicConfigs(config),
                GroupKeys.TOPIC_REPLICAS.name());
    }

    private static long registeredEpoch(MetadataView view, int nodeId) {
        @Nullable BrokerImage self = view.current().brokers().get(nodeId);
        return self == null ? -1 : self.epoch();
    }
}
