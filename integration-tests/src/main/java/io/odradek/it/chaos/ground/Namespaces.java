package io.odradek.it.chaos.ground;

import io.odradek.it.cluster.Reaper;

import java.util.List;

/**
 * A network namespace for every node, joined by a bridge in a namespace of its own, so that no
 * packet filter of this computer has a say; clients stay outside and reach the bridge by one more
 * link. A node is deafened by its own packet filter.
 */
final class Namespaces implements AutoCloseable {
    static final String[] PROGRAMS = {"ip", "iptables", "nsenter"};

    /** The addresses set aside for test beds (RFC 2544); the third byte tells runs apart. */
    private final String subnet = "198.18." + ProcessHandle.current().pid() % 256;

    private final int nodes;

    private Namespaces(int nodes) {
        this.nodes = nodes;
    }

    /** Throws an {@link AssertionError} where the kernel does not let them be made. */
    static Namespaces make(int nodes) {
        var made = new Namespaces(nodes);
        Reaper.atLast(made.removal());
        try {
            made.lay();
            Shell.run("%s iptables -w -S INPUT".formatted(String.join(" ", made.launcher(1))));
            return made;
        } catch (AssertionError e) {
            made.close();
            throw e;
        }
    }

    private void lay() {
        var lines = new StringBuilder();
        String hub = hub();
        lines.append("ip netns add ").append(hub).append('\n');
        lines.append("ip -n %s link add br0 type bridge\n".formatted(hub));
        lines.append("ip -n %s link set br0 up\n".formatted(hub));
        lines.append(
                """
                ip link add %1$s type veth peer name clients netns %2$s
                ip -n %2$s link set clients master br0 up
                ip addr add %3$s/24 dev %1$s
                ip link set %1$s up
                """
                        .formatted(outside(), hub, address(Ground.CLIENTS)));
        for (int node = 1; node <= nodes; node++) {
            lines.append(
                    """
                    ip netns add %1$s
                    ip link add eth0 netns %1$s type veth peer name node%4$d netns %2$s
                    ip -n %2$s link set node%4$d master br0 up
                    ip -n %1$s link set lo up
                    ip -n %1$s addr add %3$s/24 dev eth0
                    ip -n %1$s link set eth0 up
                    """
                            .formatted(name(node), hub, address(node), node));
        }
        Shell.run(lines.toString());
    }

    String address(int node) {
        return subnet + "." + (node == Ground.CLIENTS ? 254 : node);
    }

    /** The words before a command that runs on the node's network; they become the command. */
    List<String> launcher(int node) {
        return List.of("nsenter", "--net=/run/netns/" + name(node));
    }

    void deafen(int node, int from) {
        Shell.run(filter(node, "-I", from));
    }

    void undeafen(int node, int from) {
        Shell.run("while %s 2>/dev/null; do :; done".formatted(filter(node, "-D", from)));
    }

    private String filter(int node, String how, int from) {
        return "%s iptables -w %s INPUT -s %s -j DROP"
                .formatted(String.join(" ", launcher(node)), how, address(from));
    }

    private static String hub() {
        return Leftovers.name("hub");
    }

    private static String name(int node) {
        return Leftovers.name("n" + node);
    }

    /** A link's name has at most 15 letters. */
    private static String outside() {
        return "odc" + ProcessHandle.current().pid();
    }

    private String removal() {
        var line = new StringBuilder("ip netns del %s 2>/dev/null".formatted(hub()));
        for (int node = 1; node <= nodes; node++) {
            line.append("; ip netns del %s 2>/dev/null".formatted(name(node)));
        }
        // A link goes with its other end, but only when the kernel gets round to it.
        return line + "; ip link del " + outside() + " 2>/dev/null; true";
    }

    @Override
    public void close() {
        Shell.run("set +e; " + removal());
    }
}
