package io.odradek.broker.api;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An image as clients of one listener see it: only brokers that live and can be reached. */
final class ClusterView {
    /** A broker and where this listener's clients reach it. */
    record Node(int id, BrokerImage.Endpoint endpoint, String rack, boolean fenced) {}

    private final ClusterImage image;
    private final String listener;
    private final List<Node> alive = new ArrayList<>();
    private final Set<Integer> aliveIds = new HashSet<>();

    ClusterView(ClusterImage image, String listener) {
        this.image = image;
        this.listener = listener;
        for (Node node : nodes()) {
            if (!node.fenced()) {
                alive.add(node);
                aliveIds.add(node.id());
            }
        }
    }

    ClusterImage image() {
        return image;
    }

    /** Every registered broker with an endpoint for this listener, by id. */
    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        for (BrokerImage broker : image.brokers().values()) {
            Optional<BrokerImage.Endpoint> endpoint = broker.endpoint(listener);
            if (endpoint.isPresent()) {
                nodes.add(new Node(broker.id(), endpoint.get(), broker.rack(), broker.fenced()));
            }
        }
        nodes.sort(Comparator.comparingInt(Node::id));
        return nodes;
    }

    List<Node> alive() {
        return alive;
    }

    boolean isAlive(int brokerId) {
        return aliveIds.contains(brokerId);
    }

    /** Whether a broker lives, though perhaps without an endpoint for this listener. */
    boolean livesElsewhere(int brokerId) {
        BrokerImage broker = image.brokers().get(brokerId);
        return broker != null && !broker.fenced();
    }

    List<Integer> offline(List<Integer> replicas) {
        return replicas.stream().filter(id -> !livesElsewhere(id)).toList();
    }

    List<Integer> onlyAlive(List<Integer> replicas) {
        return replicas.stream().filter(this::isAlive).toList();
    }

    /**
     * Whom clients may ask for what controllers do: any living broker passes it on. This one if it
     * lives.
     */
    int controllerId(int self) {
        return isAlive(self) || alive.isEmpty() ? self : alive.getFirst().id();
    }
}
