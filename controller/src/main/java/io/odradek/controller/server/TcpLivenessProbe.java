package io.odradek.controller.server;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.runtime.LivenessProbe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Knocks at a broker's advertised listeners. It counts as gone only when every one of them is
 * refused: an address meant for clients elsewhere may lead from here to nobody, or to somebody
 * else. Thread-safe.
 */
public final class TcpLivenessProbe implements LivenessProbe {
    private static final int TIMEOUT_MS = 250;

    private final Executor blocking;

    /**
     * @param blocking runs one task per probe, which waits for the network
     */
    public TcpLivenessProbe(Executor blocking) {
        this.blocking = blocking;
    }

    @Override
    public void probe(BrokerImage broker, Consumer<Verdict> answer) {
        blocking.execute(() -> answer.accept(probe(broker)));
    }

    private static Verdict probe(BrokerImage broker) {
        Verdict verdict = Verdict.REFUSED;
        for (BrokerImage.Endpoint endpoint : broker.endpoints()) {
            Verdict one = knock(endpoint.host(), endpoint.port());
            if (one == Verdict.ANSWERED) {
                return one;
            }
            if (one == Verdict.SILENT) {
                verdict = Verdict.SILENT;
            }
        }
        return verdict;
    }

    private static Verdict knock(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MS);
            return Verdict.ANSWERED;
        } catch (ConnectException e) {
            return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("refused")
                    ? Verdict.REFUSED
                    : Verdict.SILENT;
        } catch (IOException e) {
            return Verdict.SILENT;
        }
    }
}
