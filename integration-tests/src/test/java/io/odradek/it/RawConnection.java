package io.odradek.it;

import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** Sends one request at a time in any version, encoded and decoded by Apache's own classes. */
final class RawConnection implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;

    private final Socket socket;
    private final DataInputStream in;
    private int correlation;

    RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Fills {@code response} with the answer, to its last byte. */
    <T extends ApiMessage> T call(short version, ApiMessage request, T response)
            throws IOException {
        ApiKeys key = ApiKeys.forId(request.apiKey());
        var header =
                new RequestHeaderData()
                        .setRequestApiKey(key.id)
                        .setRequestApiVersion(version)
                        .setCorrelationId(++correlation)
                        .setClientId("every-version");
        var cache = new ObjectSerializationCache();
        short headerVersion = key.requestHeaderVersion(version);
        int size = header.size(cache, headerVersion) + request.size(cache, version);
        var buffer = ByteBuffer.allocate(4 + size).putInt(size);
        var writer = new ByteBufferAccessor(buffer);
        header.write(writer, cache, headerVersion);
        request.write(writer, cache, version);
        socket.getOutputStream().write(buffer.array());

        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        var reader = new ByteBufferAccessor(ByteBuffer.wrap(answer));
        var answered = new ResponseHeaderData(reader, key.responseHeaderVersion(version));
        if (answered.correlationId() != correlation) {
            throw new AssertionError(
                    "asked " + correlation + ", answered " + answered.correlationId());
        }
        response.read(reader, version);
        if (reader.remaining() > 0) {
            throw new AssertionError(reader.remaining() + " bytes too many in " + response);
        }
        return response;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
