package io.odradek.broker.support;

import io.odradek.wire.api.ApiKey;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.frame.Frames;
import io.odradek.wire.frame.OutFrame;
import io.odradek.wire.message.ResponseHeader;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/** One connection to a Kafka port that sends what it is told to, however wrong. */
public final class KafkaClient implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final Queue<Sent> sent = new ArrayDeque<>();
    private int correlationId;

    private record Sent(int correlationId, ApiKey key, short version) {}

    public KafkaClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
    }

    /** A whole frame, length included. */
    public byte[] frame(Request request, int version) {
        ByteBuffer frame =
                OutFrame.request(++correlationId, "test", request, (short) version).toBuffer();
        sent.add(new Sent(correlationId, request.apiKey(), (short) version));
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    public void send(Request request, int version) throws IOException {
        raw(frame(request, version));
    }

    public void raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The answer to the oldest request that has none; fails when another comes. */
    public Response receive() throws IOException {
        Sent expected = sent.remove();
        WireReader reader = new WireReader(ByteBuffer.wrap(receiveFrame()));
        ResponseHeader header =
                Frames.readResponseHeader(reader, expected.key(), expected.version());
        if (header.correlationId() != expected.correlationId()) {
            throw new AssertionError(
                    "answer %d came where %d was due"
                            .formatted(header.correlationId(), expected.correlationId()));
        }
        return Frames.readResponseBody(reader, expected.key(), expected.version());
    }

    /** The oldest request that has no answer will not get one. */
    public void receiveNothingButForget() {
        sent.remove();
    }

    public byte[] receiveFrame() throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return frame;
    }

    public <R extends Response> R call(Request request, int version, Class<R> type)
            throws IOException {
        send(request, version);
        return type.cast(receive());
    }

    /** Whether the other side closes without another byte, within the time-out. */
    public boolean isClosedByPeer() {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            return !(e instanceof java.net.SocketTimeoutException);
        }
    }

    public void timeoutMs(int ms) throws IOException {
        socket.setSoTimeout(ms);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
