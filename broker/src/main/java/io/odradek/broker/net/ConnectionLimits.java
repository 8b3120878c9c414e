package io.odradek.broker.net;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts connections against max.connections and max.connections.per.ip. Thread-safe. */
final class ConnectionLimits {
    private final int most;
    private final int mostPerAddress;
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private int total;

    ConnectionLimits(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    /** Which limit one more connection from {@code address} would break; empty: it is counted. */
    synchronized String tryOpen(InetAddress address) {
        int same = perAddress.getOrDefault(address, 0);
        if (total >= most) {
            return "max.connections=" + most + " are open already";
        }
        if (same >= mostPerAddress) {
            return "max.connections.per.ip="
                    + mostPerAddress
                    + " are open from its address already";
        }
        total++;
        perAddress.put(address, same + 1);
        return "";
    }

    synchronized void closed(InetAddress address) {
        total--;
        perAddress.computeIfPresent(address, (_, n) -> n == 1 ? null : n - 1);
    }

    synchronized int open() {
        return total;
    }
}
