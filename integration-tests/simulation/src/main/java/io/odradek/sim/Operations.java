package io.odradek.sim;

import io.odradek.sim.client.Address;
import io.odradek.sim.client.History;
import io.odradek.sim.client.PartitionMover;
import io.odradek.sim.client.SimClient;
import io.odradek.sim.client.TopicChurn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What operators do to a cluster while it serves: topics come and go, and partitions move. */
final class Operations {
    private final List<TopicChurn> churns = new ArrayList<>();
    private final List<PartitionMover> movers = new ArrayList<>();

    Operations(
            ClusterSwarm.Load load,
            List<Address> partitions,
            List<Integer> brokers,
            History history,
            Supplier<SimClient> clients) {
        ClusterSwarm.Operating operating = load.operating();
        for (int i = 0; i < operating.churns(); i++) {
            churns.add(
                    new TopicChurn(
                            clients.get(),
                            history,
                            "churn" + i,
                            load.replicas(),
                            operating.lifeMsMax()));
        }
        if (operating.moveEveryMsMax() > 0) {
            movers.add(
                    new PartitionMover(
                            clients.get(),
                            history,
                            partitions,
                            brokers,
                            load.replicas(),
                            operating.moveEveryMsMax()));
        }
    }

    void begin() {
        churns.forEach(TopicChurn::begin);
        movers.forEach(PartitionMover::begin);
    }

    /** Nothing new is begun. */
    void settle() {
        churns.forEach(TopicChurn::settle);
        movers.forEach(PartitionMover::settle);
    }

    /** What was done, and how it was answered; how often. */
    Map<String, Long> done() {
        Map<String, Long> done = new TreeMap<>();
        churns.forEach(churn -> done.merge("topic created", (long) churn.lives(), Long::sum));
        for (PartitionMover mover : movers) {
            mover.answers().forEach((answer, times) -> done.merge(answer, times, Long::sum));
        }
        return done;
    }

    /** What is not at its end, for people; empty when all is. */
    String missing() {
        StringBuilder text = new StringBuilder();
        churns.forEach(churn -> text.append(churn.pending()));
        return text.toString();
    }
}
