package io.odradek.broker.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.metadata.MetadataView;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.ApiVersionsRequest;
import io.odradek.wire.message.ApiVersionsResponse;
import io.odradek.wire.message.ApiVersionsResponse.ApiVersion;
import io.odradek.wire.message.ProduceRequest;

import org.junit.jupiter.api.Test;

import java.util.List;

final class ApiVersionsHandlerTest {
    private final MetadataView view = Images.view(Images.image(List.of(), List.of()));
    private final ApiVersionsHandler handler =
            new ApiVersionsHandler(view, "cluster", 1, List.of(new Produce()));

    /** Serves what the real one does. */
    private static final class Produce implements ApiHandler<ProduceRequest> {
        @Override
        public ApiKey key() {
            return ApiKey.PRODUCE;
        }

        @Override
        public short minVersion() {
            return 0;
        }

        @Override
        public short maxVersion() {
            return 13;
        }

        @Override
        public void handle(RequestContext context, ProduceRequest request, Responder responder) {}
    }

    private static ApiVersionsRequest.Builder request() {
        return ApiVersionsRequest.builder()
                .clientSoftwareName("apache-kafka-java")
                .clientSoftwareVersion("4.4.0");
    }

    private ApiVersionsResponse ask(int version, ApiVersionsRequest request) {
        return Ask.now(handler, version, request, ApiVersionsResponse.class);
    }

    @Test
    void listsWhatIsServed() {
        assertEquals(
                List.of(
                        new ApiVersion(ApiKey.PRODUCE.id(), (short) 0, (short) 13),
                        new ApiVersion(ApiKey.API_VERSIONS.id(), (short) 0, (short) 5)),
                ask(4, request().build()).apiKeys());
    }

    @Test
    void tellsTheFeaturesInForceAndThoseItCouldDo() {
        ApiVersionsResponse answer = ask(4, request().build());
        assertEquals(10, answer.finalizedFeaturesEpoch());
        assertEquals("metadata.version", answer.finalizedFeatures().getFirst().name());
        assertEquals(33, answer.finalizedFeatures().getFirst().maxVersionLevel());
        assertTrue(answer.supportedFeatures().stream().anyMatch(f -> f.minVersion() == 0));
        assertTrue(
                ask(3, request().build()).supportedFeatures().stream()
                        .noneMatch(f -> f.minVersion() == 0),
                "version 3 clients reject a minimum of 0");
    }

    @Test
    void aClientThatTakesUsForAnotherNodeOrClusterIsSentAway() {
        for (ApiVersionsRequest misled :
                List.of(
                        request().clusterId("other").build(),
                        request().clusterId("cluster").nodeId(2).build())) {
            assertEquals(ErrorCode.REBOOTSTRAP_REQUIRED.code(), ask(5, misled).errorCode());
        }
        assertEquals(0, ask(5, request().clusterId("cluster").nodeId(1).build()).errorCode());
    }

    @Test
    void aClientWithoutAProperNameIsRefusedFromVersionThreeOn() {
        ApiVersionsRequest nameless =
                ApiVersionsRequest.builder()
                        .clientSoftwareName("no spaces")
                        .clientSoftwareVersion("1")
                        .build();
        assertEquals(ErrorCode.INVALID_REQUEST.code(), ask(3, nameless).errorCode());
        assertEquals(0, ask(2, ApiVersionsRequest.builder().build()).errorCode());
    }

    @Test
    void aRequestFromTheFutureIsAnsweredInVersionZeroWithWhatWeSpeak() {
        ApiVersionsResponse answer =
                (ApiVersionsResponse)
                        Ask.overTheWire(handler.unsupportedVersion().orElseThrow(), 0);
        assertEquals(ErrorCode.UNSUPPORTED_VERSION.code(), answer.errorCode());
        assertEquals(
                List.of(new ApiVersion(ApiKey.API_VERSIONS.id(), (short) 0, (short) 5)),
                answer.apiKeys());
    }
}
