package io.odradek.broker.api;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.BrokerKeys;
import io.odradek.broker.config.ConfigKey;
import io.odradek.broker.config.ConfigSource;
import io.odradek.broker.config.TopicConfigs;
import io.odradek.broker.config.TopicKey;
import io.odradek.broker.config.TopicKeys;
import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ConfigResource;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.DescribeConfigsRequest;
import io.odradek.wire.message.DescribeConfigsRequest.DescribeConfigsResource;
import io.odradek.wire.message.DescribeConfigsResponse;
import io.odradek.wire.message.DescribeConfigsResponse.DescribeConfigsResourceResult;
import io.odradek.wire.message.DescribeConfigsResponse.DescribeConfigsResult;
import io.odradek.wire.message.DescribeConfigsResponse.DescribeConfigsSynonym;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Configs of topics and of this broker: values, where they come from, and what they mean. */
public final class DescribeConfigsHandler implements ApiHandler<DescribeConfigsRequest> {
    private static final byte TOPIC = 2;
    private static final byte BROKER = 4;

    private final MetadataView metadata;
    private final BrokerConfig fixed;
    private final TopicConfigs topicConfigs;
    private final int nodeId;

    /**
     * What to tell about each config.
     *
     * @param sourcesAsDefault version 0 knows no sources, only whether a value is the default
     */
    private record Wish(boolean synonyms, boolean documentation, boolean sourcesAsDefault) {}

    public DescribeConfigsHandler(
            MetadataView metadata, BrokerConfig fixed, TopicConfigs topicConfigs, int nodeId) {
        this.metadata = metadata;
        this.fixed = fixed;
        this.topicConfigs = topicConfigs;
        this.nodeId = nodeId;
    }

    @Override
    public ApiKey key() {
        return ApiKey.DESCRIBE_CONFIGS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 4;
    }

    @Override
    public void handle(
            RequestContext context, DescribeConfigsRequest request, Responder responder) {
        ClusterImage image = metadata.current();
        Wish wish =
                new Wish(
                        request.includeSynonyms(),
                        request.includeDocumentation(),
                        context.apiVersion() == 0);
        responder.reply(
                DescribeConfigsResponse.builder()
                        .results(
                                request.resources().stream()
                                        .map(resource -> describe(image, resource, wish))
                                        .toList())
                        .build());
    }

    private DescribeConfigsResult describe(
            ClusterImage image, DescribeConfigsResource resource, Wish wish) {
        String name = resource.resourceName();
        return switch (resource.resourceType()) {
            case TOPIC -> topic(image, resource, wish);
            case BROKER -> {
                if (name.isEmpty()) {
                    yield done(resource, clusterDefaults(image, resource, wish));
                }
                if (!name.equals(Integer.toString(nodeId))) {
                    yield failed(
                            resource,
                            ErrorCode.INVALID_REQUEST,
                            "This is broker %d and cannot describe broker %s: ask that one."
                                    .formatted(nodeId, name));
                }
                yield done(resource, broker(image, resource, wish));
            }
            default ->
                    failed(
                            resource,
                            ErrorCode.INVALID_REQUEST,
                            "Configs of resource type %d are not supported yet; topics are 2, brokers 4."
                                    .formatted(resource.resourceType()));
        };
    }

    private DescribeConfigsResult topic(
            ClusterImage image, DescribeConfigsResource resource, Wish wish) {
        String name = resource.resourceName();
        if (!TopicNames.isLegal(name)) {
            return failed(
                    resource,
                    ErrorCode.INVALID_TOPIC_EXCEPTION,
                    "'" + name + "' is no topic name.");
        }
        if (image.topic(name).isEmpty()) {
            return failed(
                    resource,
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "There is no topic '" + name + "'.");
        }
        List<DescribeConfigsResourceResult> results = new ArrayList<>();
        for (TopicKey<?> key : TopicKeys.all().values()) {
            if (wanted(resource, key.name())) {
                List<DescribeConfigsSynonym> synonyms =
                        topicConfigs.candidates(image, name, key).stream()
                                .map(
                                        c ->
                                                new DescribeConfigsSynonym(
                                                        c.name(), c.text(), c.source().code()))
                                .toList();
                results.add(result(key.key(), synonyms, false, ConfigSource.TOPIC, wish));
            }
        }
        return done(resource, results);
    }

    private List<DescribeConfigsResourceResult> broker(
            ClusterImage image, DescribeConfigsResource resource, Wish wish) {
        List<DescribeConfigsResourceResult> results = new ArrayList<>();
        for (ConfigKey<?> key : BrokerKeys.all().values()) {
            if (wanted(resource, key.name())) {
                List<DescribeConfigsSynonym> synonyms = new ArrayList<>();
                add(
                        synonyms,
                        key,
                        image.configsOf(ConfigResource.broker(nodeId)).get(key.name()),
                        ConfigSource.DYNAMIC_BROKER);
                add(
                        synonyms,
                        key,
                        image.configsOf(ConfigResource.brokerDefault()).get(key.name()),
                        ConfigSource.DYNAMIC_DEFAULT_BROKER);
                add(synonyms, key, fixed.given().get(key.name()), ConfigSource.STATIC_BROKER);
                add(synonyms, key, key.defaultText(), ConfigSource.DEFAULT);
                results.add(
                        result(key, synonyms, key.readOnly(), ConfigSource.DYNAMIC_BROKER, wish));
            }
        }
        return results;
    }

    private List<DescribeConfigsResourceResult> clusterDefaults(
            ClusterImage image, DescribeConfigsResource resource, Wish wish) {
        List<DescribeConfigsResourceResult> results = new ArrayList<>();
        image.configsOf(ConfigResource.brokerDefault())
                .forEach(
                        (name, text) -> {
                            @Nullable ConfigKey<?> key = BrokerKeys.all().get(name);
                            if (key != null && wanted(resource, name)) {
                                List<DescribeConfigsSynonym> synonyms = new ArrayList<>();
                                add(synonyms, key, text, ConfigSource.DYNAMIC_DEFAULT_BROKER);
                                results.add(
                                        result(
                                                key,
                                                synonyms,
                                                false,
                                                ConfigSource.DYNAMIC_DEFAULT_BROKER,
                                                wish));
                            }
                        });
        return results;
    }

    private static void add(
            List<DescribeConfigsSynonym> synonyms,
            ConfigKey<?> key,
            @Nullable String text,
            ConfigSource source) {
        if (text != null) {
            synonyms.add(
                    new DescribeConfigsSynonym(
                            key.name(), key.sensitive() ? null : text, source.code()));
        }
    }

    /**
     * @param synonyms places that give a value, the one in effect first
     * @param own the source of values that were set for this very resource
     */
    private static DescribeConfigsResourceResult result(
            ConfigKey<?> key,
            List<DescribeConfigsSynonym> synonyms,
            boolean readOnly,
            ConfigSource own,
            Wish wish) {
        @Nullable DescribeConfigsSynonym first = synonyms.isEmpty() ? null : synonyms.getFirst();
        byte source = first == null ? ConfigSource.DEFAULT.code() : first.source();
        return DescribeConfigsResourceResult.builder()
                .name(key.name())
                .value(first == null ? null : first.value())
                .readOnly(readOnly)
                .isDefault(wish.sourcesAsDefault() && source != own.code())
                .configSource(source)
                .isSensitive(key.sensitive())
                .synonyms(wish.synonyms() ? synonyms : List.of())
                .configType(key.type().code())
                .documentation(wish.documentation() ? key.doc() : null)
                .build();
    }

    private static boolean wanted(DescribeConfigsResource resource, String name) {
        @Nullable List<String> keys = resource.configurationKeys();
        return keys == null || keys.contains(name);
    }

    private static DescribeConfigsResult done(
            DescribeConfigsResource resource, List<DescribeConfigsResourceResult> configs) {
        return DescribeConfigsResult.builder()
                .resourceType(resource.resourceType())
                .resourceName(resource.resourceName())
                .errorMessage(null)
                .configs(configs)
                .build();
    }

    private static DescribeConfigsResult failed(
            DescribeConfigsResource resource, ErrorCode error, String message) {
        return DescribeConfigsResult.builder()
                .resourceType(resource.resourceType())
                .resourceName(resource.resourceName())
                .errorCode(error.code())
                .errorMessage(message)
                .build();
    }

    @Override
    public Optional<Response> unknownServerError(
            RequestContext context, DescribeConfigsRequest request) {
        return Optional.of(
                DescribeConfigsResponse.builder()
                        .results(
                                request.resources().stream()
                                        .map(
                                                r ->
                                                        failed(
                                                                r,
                                                                ErrorCode.UNKNOWN_SERVER_ERROR,
                                                                "The broker's log says why."))
                                        .toList())
                        .build());
    }
}
