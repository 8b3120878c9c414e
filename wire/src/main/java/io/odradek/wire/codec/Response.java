package io.odradek.wire.codec;

import io.odradek.wire.api.ApiKey;

/** The body of a response. */
public interface Response extends Message {
    ApiKey apiKey();
}
