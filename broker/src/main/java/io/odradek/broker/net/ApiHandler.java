package io.odradek.broker.net;

import io.odradek.wire.api.ApiKey;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;

import java.util.Optional;

/** Serves one API. What is registered is what ApiVersions tells clients. */
public interface ApiHandler<Q extends Request> {

    ApiKey key();

    /** The oldest version whose meaning this handler keeps. */
    short minVersion();

    short maxVersion();

    /**
     * Handles {@code request}. Called on the connection's shard, in the order of arrival; must not
     * block. Answers through {@code responder}, now or later.
     */
    void handle(RequestContext context, Q request, Responder responder);

    /**
     * The answer when {@link #handle} threw: every part of {@code request} failed with
     * UNKNOWN_SERVER_ERROR. Empty when the protocol has no place for it; then the connection is
     * closed.
     */
    default Optional<Response> unknownServerError(RequestContext context, Q request) {
        return Optional.empty();
    }

    /**
     * The answer, in version 0, to a version outside the range. Empty, as for all but ApiVersions:
     * the connection is closed.
     */
    default Optional<Response> unsupportedVersion() {
        return Optional.empty();
    }
}
