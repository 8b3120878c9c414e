package io.odradek.controller;

import io.odradek.controller.QuorumConfig.Member;
import io.odradek.controller.state.Patience;
import io.odradek.log.io.NioDisk;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Real controllers on loopback ports with files in a temporary directory. */
final class TestCluster implements AutoCloseable {
    static final String CLUSTER_ID = "5L6g3nShT-eMCtK--X86sw";

    private final Path root;
    private final List<Member> voters = new ArrayList<>();
    private final Map<Integer, ControllerNode> nodes = new TreeMap<>();
    final List<Throwable> fatal = new CopyOnWriteArrayList<>();

    TestCluster(Path root, int size) throws IOException {
        this.root = root;
        List<ServerSocket> reserved = new ArrayList<>();
        for (int id = 1; id <= size; id++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            reserved.add(socket);
            voters.add(new Member(id, "127.0.0.1", socket.getLocalPort()));
        }
        for (ServerSocket socket : reserved) {
            socket.close();
        }
        for (int id = 1; id <= size; id++) {
            start(id);
        }
    }

    void start(int id) throws IOException {
        Member self = voters.get(id - 1);
        ControllerConfig config =
                new ControllerConfig(
                        id,
                        CLUSTER_ID,
                        "127.0.0.1",
                        self.port(),
                        QuorumConfig.fixed(id, voters, "CONTROLLER"),
                        root.resolve("metadata-" + id),
                        1000,
                        new Patience(9000, 1500),
                        Map.of("min.insync.replicas", "2"));
        nodes.put(id, ControllerNode.start(config, new NioDisk(), fatal::add));
    }

    List<Member> voters() {
        return voters;
    }

    ControllerNode node(int id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    void kill(int id) {
        Objects.requireNonNull(nodes.remove(id)).kill();
    }

    void stop(int id) {
        Objects.requireNonNull(nodes.remove(id)).close();
    }

    /** The active controller, once there is one. */
    int leader() throws Exception {
        int[] leader = {-1};
        await(
                "an active controller",
                () -> {
                    for (Map.Entry<Integer, ControllerNode> node : nodes.entrySet()) {
                        try {
                            if (node.getValue().status().get(5, TimeUnit.SECONDS).active()) {
                                leader[0] = node.getKey();
                                return true;
                            }
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    }
                    return false;
                });
        return leader[0];
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited 15 s in vain for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    @Override
    public void close() {
        nodes.values().forEach(ControllerNode::kill);
    }
}
