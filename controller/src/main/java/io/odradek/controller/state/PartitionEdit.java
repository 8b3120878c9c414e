package io.odradek.controller.state;

import static io.odradek.controller.image.PartitionImage.NO_LEADER;
import static io.odradek.controller.image.Uuids.toProto;

import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.record.Records;
import io.odradek.wire.control.metadata.MetadataRecord;
import io.odradek.wire.control.metadata.PartitionChangeRecord;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The next state of one partition: who is in sync, who leads, who else holds every committed record
 * (KIP-966). Confined to the decision that makes it.
 *
 * <p>The rules. Only active brokers are in the ISR, so a partition has a leader exactly when its
 * ISR is not empty. While the ISR is smaller than min.insync.replicas the watermark stands still
 * (that is the leader's part of the bargain), so whoever leaves the ISR then still holds every
 * committed record and is an eligible leader. When ISR and eligible leaders are gone, the last
 * known leader may lead again, for nobody has more; anyone else only by an unclean election.
 */
final class PartitionEdit {
    /** Who may be elected. */
    enum Election {
        /** The present leader stays while it can. */
        KEEP,
        /** The first replica, if it can; else as KEEP. */
        PREFERRED,
        /** Any replica at all, if no other can: an operator's word. */
        UNCLEAN
    }

    private final UUID topicId;
    private final PartitionImage old;
    private final int minInsyncReplicas;
    private final Activity activity;
    private Set<Integer> distrusted = Set.of();
    private List<Integer> replicas;
    private List<Integer> adding;
    private List<Integer> removing;
    private List<Integer> isr;
    private Election election = Election.KEEP;
    private boolean uncleanAllowed;
    private boolean recovering;
    private int assignedTo = -1;
    private UUID assigned = PartitionImage.UNASSIGNED;

    /**
     * @param activity who may lead, as it is once this decision is taken
     */
    PartitionEdit(UUID topicId, PartitionImage old, int minInsyncReplicas, Activity activity) {
        this.topicId = topicId;
        this.old = old;
        this.minInsyncReplicas = minInsyncReplicas;
        this.activity = activity;
        this.replicas = old.replicas();
        this.adding = old.addingReplicas();
        this.removing = old.removingReplicas();
        this.isr = old.isr();
        this.recovering = old.recovering();
    }

    /**
     * Moves the partition (KIP-455), or ends a move where both lists are empty.
     *
     * @param to all replicas from now on: those to stay first, in their order of preference
     */
    PartitionEdit replicas(List<Integer> to, List<Integer> nowAdding, List<Integer> nowRemoving) {
        replicas = List.copyOf(to);
        adding = List.copyOf(nowAdding);
        removing = List.copyOf(nowRemoving);
        return this;
    }

    PartitionEdit isr(List<Integer> newIsr) {
        isr = List.copyOf(newIsr);
        return this;
    }

    /** The replica of {@code brokerId} is in {@code directory}. */
    PartitionEdit assign(int brokerId, UUID directory) {
        assignedTo = brokerId;
        assigned = directory;
        return this;
    }

    private UUID directory(int brokerId) {
        return brokerId == assignedTo ? assigned : old.directory(brokerId);
    }

    private boolean hasMoved(int brokerId) {
        UUID before = old.directory(brokerId);
        return brokerId == assignedTo
                && !before.equals(PartitionImage.UNASSIGNED)
                && !before.equals(assigned);
    }

    private boolean active(int brokerId) {
        return activity.isActive(brokerId, directory(brokerId));
    }

    private List<UUID> directories() {
        List<UUID> all = replicas.stream().map(this::directory).toList();
        return all.stream().allMatch(PartitionImage.UNASSIGNED::equals) ? List.of() : all;
    }

    PartitionEdit election(Election kind) {
        election = kind;
        return this;
    }

    /** The topic's {@code unclean.leader.election.enable}. */
    PartitionEdit uncleanAllowed(boolean allowed) {
        uncleanAllowed = allowed;
        return this;
    }

    PartitionEdit recovered() {
        recovering = false;
        return this;
    }

    /** {@code brokers} may have lost records they had acknowledged: not in sync, not eligible. */
    PartitionEdit distrust(Set<Integer> brokers) {
        distrusted = brokers;
        return this;
    }

    /** The change, if it is one. */
    Optional<MetadataRecord> record() {
        List<Integer> inSync = trustedAndActive(isr);
        int leader = elect(inSync);
        boolean unclean = false;
        if (leader == NO_LEADER) {
            inSync = List.of();
            leader = firstActive(eligible(List.of()));
            if (leader == NO_LEADER) {
                leader = lastResort();
                unclean = leader != NO_LEADER;
            }
            if (leader != NO_LEADER) {
                inSync = List.of(leader);
            }
        }
        recovering |= unclean;
        if (moved(inSync)) {
            replicas = target();
            adding = List.of();
            removing = List.of();
            inSync = kept(inSync);
            leader = elect(inSync);
        }
        boolean enough = inSync.size() >= Math.min(minInsyncReplicas, replicas.size());
        // After an unclean election the others hold another history.
        List<Integer> elr = enough || unclean ? List.of() : eligible(inSync);
        return difference(leader, inSync, elr, lastKnown(leader));
    }

    /** A move is over once everyone who is to stay is in sync. */
    private boolean moved(List<Integer> inSync) {
        return (!adding.isEmpty() || !removing.isEmpty()) && inSync.containsAll(target());
    }

    private List<Integer> target() {
        return replicas.stream().filter(id -> !removing.contains(id)).toList();
    }

    /** Those of {@code some} that are replicas. */
    private List<Integer> kept(List<Integer> some) {
        return some.stream().filter(replicas::contains).toList();
    }

    private int elect(List<Integer> inSync) {
        int preferred = replicas.getFirst();
        if (election == Election.PREFERRED && inSync.contains(preferred)) {
            return preferred;
        }
        if (inSync.contains(old.leader())) {
            return old.leader();
        }
        return firstActive(inSync);
    }

    private List<Integer> trustedAndActive(List<Integer> members) {
        List<Integer> kept = new ArrayList<>(members.size());
        for (int member : members) {
            if (active(member) && !distrusted.contains(member) && replicas.contains(member)) {
                kept.add(member);
            }
        }
        return kept;
    }

    /** Who holds every committed record without being {@code inSync}. */
    private List<Integer> eligible(List<Integer> inSync) {
        List<Integer> eligible = new ArrayList<>(replicas.size());
        addEligible(old.eligibleLeaderReplicas(), inSync, eligible);
        addEligible(old.isr(), inSync, eligible);
        return eligible;
    }

    private void addEligible(List<Integer> some, List<Integer> inSync, List<Integer> eligible) {
        for (Integer replica : some) {
            if (!inSync.contains(replica)
                    && !distrusted.contains(replica)
                    && !eligible.contains(replica)
                    && replicas.contains(replica)) {
                eligible.add(replica);
            }
        }
    }

    /** The first replica, in their order of preference, that is active and among {@code some}. */
    private int firstActive(List<Integer> some) {
        for (int replica : replicas) {
            if (some.contains(replica) && active(replica)) {
                return replica;
            }
        }
        return NO_LEADER;
    }

    private int lastResort() {
        if (eligible(List.of()).isEmpty()) {
            int leader = firstActive(lastKnown(NO_LEADER));
            if (leader != NO_LEADER) {
                return leader;
            }
        }
        if (!uncleanAllowed && election != Election.UNCLEAN) {
            return NO_LEADER;
        }
        // Whoever is only being added has the least.
        int leader = firstActive(replicas.stream().filter(id -> !adding.contains(id)).toList());
        return leader != NO_LEADER ? leader : firstActive(replicas);
    }

    private List<Integer> lastKnown(int leader) {
        if (leader != NO_LEADER) {
            return List.of();
        }
        return kept(old.leader() == NO_LEADER ? old.lastKnownElr() : List.of(old.leader()));
    }

    private Optional<MetadataRecord> difference(
            int leader, List<Integer> inSync, List<Integer> elr, List<Integer> lastKnown) {
        PartitionChangeRecord.Builder change = PartitionChangeRecord.newBuilder();
        if (leader != old.leader()) {
            change.setLeader(leader);
        }
        if (!replicas.equals(old.replicas())) {
            change.setReplicas(Records.ints(replicas));
        }
        if (!adding.equals(old.addingReplicas())) {
            change.setAddingReplicas(Records.ints(adding));
        }
        if (!removing.equals(old.removingReplicas())) {
            change.setRemovingReplicas(Records.ints(removing));
        }
        // What a leader knows of a replica that left must not count if it ever comes back.
        if (leader == old.leader() && !replicas.containsAll(old.replicas())) {
            change.setLeaderEpochBump(true);
        }
        // Its log was closed for a moment: whoever follows it has to begin anew.
        if (leader == old.leader() && hasMoved(leader)) {
            change.setLeaderEpochBump(true);
        }
        if (!inSync.equals(old.isr())) {
            change.setIsr(Records.ints(inSync));
        }
        if (!elr.equals(old.eligibleLeaderReplicas())) {
            change.setEligibleLeaderReplicas(Records.ints(elr));
        }
        if (!lastKnown.equals(old.lastKnownElr())) {
            change.setLastKnownElr(Records.ints(lastKnown));
        }
        if (recovering != old.recovering()) {
            change.setLeaderRecoveryState(recovering ? 1 : 0);
        }
        List<UUID> directories = directories();
        if (!directories.equals(old.directories())) {
            change.setDirectories(Records.ids(directories));
        }
        PartitionChangeRecord made = change.build();
        if (made.equals(PartitionChangeRecord.getDefaultInstance())) {
            return Optional.empty();
        }
        return Optional.of(
                Records.partitionChange(
                        made.toBuilder()
                                .setTopicId(toProto(topicId))
                                .setPartition(old.partition())
                                .build()));
    }
}
