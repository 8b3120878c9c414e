package io.odradek.wire.codec;

import io.odradek.wire.api.ApiKey;

/** The body of a request. */
public interface Request extends Message {
    ApiKey apiKey();
}
