package io.odradek.it.cluster;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a Kafka port for its API versions, with the oldest request there is and no client library:
 * the first sign of life of a node, cheap enough to ask every few milliseconds.
 */
public final class ApiVersionsProbe {
    private static final short API_VERSIONS = 18;
    private static final int CORRELATION = 7;
    private static final int TIMEOUT_MS = 2_000;

    private ApiVersionsProbe() {}

    /** True once the node answers without an error; false while it does not listen or closes. */
    public static boolean answers(int port) {
        return answers(InetAddress.getLoopbackAddress().getHostAddress(), port);
    }

    public static boolean answers(String host, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(request());
            var in = new DataInputStream(socket.getInputStream());
            int size = in.readInt();
            return size >= 6 && in.readInt() == CORRELATION && in.readShort() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks every two milliseconds until the node answers; returns the time of the answer. */
    public static long firstAnswerNanos(int port, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        while (System.nanoTime() < end) {
            if (answers(port)) {
                return System.nanoTime();
            }
            LockSupport.parkNanos(2_000_000);
        }
        throw new AssertionError("no ApiVersions answer on port " + port + " within " + deadline);
    }

    private static byte[] request() {
        byte[] client = "probe".getBytes(StandardCharsets.US_ASCII);
        var buffer = ByteBuffer.allocate(4 + 10 + client.length);
        buffer.putInt(10 + client.length);
        buffer.putShort(API_VERSIONS).putShort((short) 0).putInt(CORRELATION);
        buffer.putShort((short) client.length).put(client);
        return buffer.array();
    }
}
