package io.odradek.broker.replica;

import io.odradek.wire.api.ApiKey;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.frame.Frames;
import io.odradek.wire.frame.OutFrame;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A client of one connection that writes and reads frames, one thread. */
final class WireClient implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private int correlationId;

    WireClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
    }

    void send(Request request, int version) throws IOException {
        ByteBuffer frame =
                OutFrame.request(++correlationId, "test", request, (short) version).toBuffer();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        socket.getOutputStream().write(bytes);
    }

    Response receive(ApiKey key, int version) throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        WireReader reader = new WireReader(ByteBuffer.wrap(frame));
        var unused = Frames.readResponseHeader(reader, key, (short) version);
        return Frames.readResponseBody(reader, key, (short) version);
    }

    <R extends Response> R call(Request request, int version, Class<R> type) throws IOException {
        send(request, version);
        return type.cast(receive(request.apiKey(), version));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
