package io.odradek.sim.check;

import io.odradek.broker.app.BrokerCore;
import io.odradek.controller.ControllerCore;
import io.odradek.controller.image.ClusterImage;
import io.odradek.sim.node.SimHost;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** At the same offset of the metadata log every node has the same picture of the cluster. */
public final class MetadataAgrees implements ClusterChecker {
    private static final int KEPT = 2000;

    private record Seen(int host, ClusterImage image) {}

    private final Map<Long, Seen> pictures = new HashMap<>();
    private final Map<String, ClusterImage> last = new HashMap<>();

    @Override
    public void look(List<SimHost> hosts) {
        for (SimHost host : hosts) {
            BrokerCore broker = host.broker();
            ControllerCore controller = host.controller();
            if (broker != null) {
                compare("broker " + host.id(), host.id(), broker.view().current());
            }
            if (controller != null) {
                compare("controller " + host.id(), host.id(), controller.committed());
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // Only saves the time of comparing one to itself.
    private void compare(String who, int host, ClusterImage image) {
        if (last.put(who, image) == image) {
            return;
        }
        if (pictures.size() > KEPT) {
            pictures.clear();
        }
        Seen other = pictures.putIfAbsent(image.offset(), new Seen(host, image));
        if (other != null && other.image != image && !other.image.equals(image)) {
            throw new Violation(
                    MetadataAgrees.class,
                    "%s has another picture as of offset %d than node %d: %s, not %s"
                            .formatted(who, image.offset(), other.host, image, other.image));
        }
    }
}
