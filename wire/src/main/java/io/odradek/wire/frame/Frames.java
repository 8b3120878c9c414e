package io.odradek.wire.frame;

import io.odradek.wire.api.ApiKey;
import io.odradek.wire.codec.MalformedMessageException;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;
import io.odradek.wire.codec.UnsupportedVersionException;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.message.Messages;
import io.odradek.wire.message.RequestHeader;
import io.odradek.wire.message.ResponseHeader;

/**
 * Reads frames, whose length prefix the network layer has taken off already. Header and body are
 * separate steps, so that a server can refuse a version before it reads a body in it.
 *
 * <p>Everything here throws {@link MalformedMessageException} for bytes that are not what they
 * claim to be, and {@link UnsupportedVersionException} for an API or version nobody here knows.
 */
public final class Frames {
    private Frames() {}

    /** Reads a request's header and leaves the reader at the body. The version need not exist. */
    public static RequestHeader readRequestHeader(WireReader in) {
        short id = in.peekInt16("RequestHeader.requestApiKey", 0);
        short version = in.peekInt16("RequestHeader.requestApiVersion", 2);
        return RequestHeader.read(in, apiKey(id).requestHeaderVersion(version));
    }

    /** The API a header names. */
    public static ApiKey apiKey(RequestHeader header) {
        return apiKey(header.requestApiKey());
    }

    private static ApiKey apiKey(short id) {
        ApiKey key = ApiKey.forId(id);
        if (key == null) {
            throw new UnsupportedVersionException("there is no API with the key " + id);
        }
        return key;
    }

    /**
     * Reads the body that follows a request's header. Bytes after its end are let pass, as Apache
     * Kafka does: librdkafka 2.12 to 2.15 asks for every topic in Metadata 9 and up with a count of
     * four bytes where one is due.
     */
    public static Request readRequestBody(WireReader in, RequestHeader header) {
        return Messages.readRequest(apiKey(header), in, header.requestApiVersion());
    }

    /** Reads a response's header and leaves the reader at the body. */
    public static ResponseHeader readResponseHeader(WireReader in, ApiKey key, short version) {
        return ResponseHeader.read(in, key.responseHeaderVersion(version));
    }

    /** Reads the body that follows a response's header, to its last byte. */
    public static Response readResponseBody(WireReader in, ApiKey key, short version) {
        Response body = Messages.readResponse(key, in, version);
        in.expectEnd(key.apiName() + "Response");
        return body;
    }
}
