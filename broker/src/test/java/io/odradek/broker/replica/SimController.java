package io.odradek.broker.replica;

import io.odradek.controller.image.PartitionImage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One partition as a controller keeps it, with eligible leader replicas (KIP-966). */
final class SimController {
    private final int minIsr;
    private final List<Integer> replicas;
    private List<Integer> isr;
    private final Set<Integer> elr = new TreeSet<>();
    private int leader;
    private int leaderEpoch;
    private int partitionEpoch;
    private final Map<Integer, Long> live = new HashMap<>();
    private long nextBrokerEpoch = 100;

    SimController(List<Integer> replicas, int minIsr) {
        this.replicas = replicas;
        this.minIsr = minIsr;
        this.isr = replicas;
        this.leader = replicas.getFirst();
    }

    PartitionImage image() {
        return PartitionImages.of(replicas, isr, leader, leaderEpoch, partitionEpoch);
    }

    boolean mayJoin(int id, long epoch) {
        Long registered = live.get(id);
        return registered != null && (epoch < 0 || registered == epoch);
    }

    long register(int id) {
        long epoch = nextBrokerEpoch++;
        live.put(id, epoch);
        elect();
        return epoch;
    }

    int leader() {
        return leader;
    }

    void fence(int id) {
        live.remove(id);
        List<Integer> rest = new ArrayList<>(isr);
        rest.remove((Integer) id);
        boolean shrinks = !rest.isEmpty() && isr.contains(id);
        if (shrinks) {
            shrinkTo(rest);
        }
        if (leader == id) {
            leader = PartitionImage.NO_LEADER;
            leaderEpoch++;
            partitionEpoch++;
            elect();
        } else if (shrinks) {
            partitionEpoch++;
        }
    }

    /** A planned move of the leadership. */
    void moveTo(int id) {
        if (leader != id && isr.contains(id) && live.containsKey(id)) {
            leader = id;
            leaderEpoch++;
            partitionEpoch++;
        }
    }

    private void shrinkTo(List<Integer> rest) {
        if (rest.size() < minIsr) {
            for (int id : isr) {
                if (!rest.contains(id)) {
                    elr.add(id);
                }
            }
        }
        isr = List.copyOf(rest);
    }

    private void elect() {
        if (leader != PartitionImage.NO_LEADER) {
            return;
        }
        for (int id : isr) {
            if (live.containsKey(id)) {
                lead(id, isr);
                return;
            }
        }
        for (int id : elr) {
            if (live.containsKey(id)) {
                lead(id, List.of(id));
                return;
            }
        }
    }

    private void lead(int id, List<Integer> newIsr) {
        leader = id;
        leaderEpoch++;
        partitionEpoch++;
        if (!newIsr.equals(isr)) {
            elr.addAll(isr);
            isr = newIsr;
        }
        elr.remove(id);
    }

    IsrAnswer alter(int from, IsrProposal proposal) {
        if (leader != from
                || proposal.leaderEpoch() != leaderEpoch
                || proposal.partitionEpoch() != partitionEpoch) {
            return new IsrAnswer.Superseded(proposal);
        }
        List<Integer> next = new ArrayList<>();
        for (IsrProposal.Member member : proposal.members()) {
            if (!mayJoin(member.brokerId(), member.brokerEpoch())) {
                return new IsrAnswer.Refused(proposal);
            }
            next.add(member.brokerId());
        }
        shrinkTo(next);
        elr.removeAll(next);
        if (isr.size() >= minIsr) {
            elr.clear();
        }
        partitionEpoch++;
        return new IsrAnswer.Accepted(proposal, isr, partitionEpoch);
    }
}
