package io.odradek.controller.state;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.Uuids;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.control.metadata.MetadataRecord;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A leader asks for new in-sync replica sets (KIP-497, KIP-841, KIP-903). */
public record AlterPartitions(int brokerId, long brokerEpoch, List<Item> partitions) {

    /**
     * @param recovering the leader has not yet recovered from an unclean election
     */
    public record Item(
            UUID topicId,
            int partition,
            int leaderEpoch,
            int partitionEpoch,
            List<Member> newIsr,
            boolean recovering) {}

    /**
     * @param brokerEpoch the member's, as the leader saw it in its fetches; -1 when unknown
     */
    public record Member(int brokerId, long brokerEpoch) {}

    /** {@code partitions} answer the items in their order, unless the whole request is refused. */
    public record Reply(ApiError error, List<Result> partitions) {}

    /**
     * @param state the partition after the change, on success
     */
    public record Result(UUID topicId, int partition, ApiError error, PartitionImage state) {}

    Decision<Reply> decide(View view) {
        ApiError error = BrokerEpochs.check(view, brokerId, brokerEpoch);
        if (error.isError()) {
            return Decision.reply(new Reply(error, List.of()));
        }
        Draft draft = new Draft(view.image());
        List<Result> results = new ArrayList<>(partitions.size());
        for (Item item : partitions) {
            results.add(decide(view, draft, item));
        }
        return Decision.of(draft.records(), new Reply(ApiError.NONE, results));
    }

    private static final PartitionImage NOTHING =
            new PartitionImage(
                    -1,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    PartitionImage.NO_LEADER,
                    -1,
                    -1,
                    false);

    private Result decide(View view, Draft draft, Item item) {
        try {
            PartitionImage now = validate(view, draft, item);
            String topic = draft.image().topic(item.topicId()).orElseThrow().name();
            PartitionEdit edit =
                    new PartitionEdit(
                                    item.topicId(),
                                    now,
                                    view.configs().minInsyncReplicas(topic),
                                    view::isActive)
                            .isr(inReplicaOrder(now, item.newIsr()));
            if (!item.recovering()) {
                edit.recovered();
            }
            Optional<MetadataRecord> change = edit.record();
            change.ifPresent(draft::add);
            PartitionImage after =
                    draft.image().partition(item.topicId(), item.partition()).orElseThrow();
            if (after.leaderEpoch() != now.leaderEpoch()) {
                // It ended a move that the leader is no part of, or whose leavers it must forget.
                throw new Refusal(
                        ErrorCode.NEW_LEADER_ELECTED,
                        "The ISR of %s-%d is changed, and so is its leader epoch: %d."
                                .formatted(topic, item.partition(), after.leaderEpoch()));
            }
            return new Result(item.topicId(), item.partition(), ApiError.NONE, after);
        } catch (Refusal refusal) {
            return new Result(item.topicId(), item.partition(), refusal.error(), NOTHING);
        }
    }

    /** Whoever was in sync keeps its place; newcomers follow, as the leader named them. */
    private static List<Integer> inReplicaOrder(PartitionImage now, List<Member> newIsr) {
        List<Integer> wanted = newIsr.stream().map(Member::brokerId).toList();
        List<Integer> ordered = new ArrayList<>(now.isr());
        ordered.retainAll(wanted);
        wanted.stream().filter(id -> !ordered.contains(id)).forEach(ordered::add);
        return ordered;
    }

    private PartitionImage validate(View view, Draft draft, Item item) throws Refusal {
        String name = Uuids.toString(item.topicId()) + "-" + item.partition();
        if (draft.image().topic(item.topicId()).isEmpty()) {
            throw new Refusal(ErrorCode.UNKNOWN_TOPIC_ID, "No topic has the id of " + name + ".");
        }
        @Nullable PartitionImage now =
                draft.image().partition(item.topicId(), item.partition()).orElse(null);
        if (now == null) {
            throw new Refusal(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no partition " + name + ".");
        }
        if (item.leaderEpoch() > now.leaderEpoch()
                || item.partitionEpoch() > now.partitionEpoch()) {
            throw new Refusal(
                    ErrorCode.NOT_CONTROLLER,
                    "The leader of " + name + " knows a later state than this controller.");
        }
        if (item.leaderEpoch() < now.leaderEpoch()) {
            throw new Refusal(
                    ErrorCode.FENCED_LEADER_EPOCH,
                    "Leader epoch %d of %s is over; it is %d now."
                            .formatted(item.leaderEpoch(), name, now.leaderEpoch()));
        }
        if (now.leader() != brokerId) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "Broker %d does not lead %s, broker %d does."
                            .formatted(brokerId, name, now.leader()));
        }
        if (item.partitionEpoch() < now.partitionEpoch()) {
            throw new Refusal(
                    ErrorCode.INVALID_UPDATE_VERSION,
                    "Partition epoch %d of %s is outdated; it is %d now."
                            .formatted(item.partitionEpoch(), name, now.partitionEpoch()));
        }
        validateMembers(view, item, name, now);
        if (item.recovering() && !now.recovering()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST, name + " has recovered and cannot go back.");
        }
        if (item.recovering() && item.newIsr().size() > 1) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    name + " is recovering from an unclean election: its ISR is its leader alone.");
        }
        return now;
    }

    private void validateMembers(View view, Item item, String name, PartitionImage now)
            throws Refusal {
        HashSet<Integer> seen = new HashSet<>();
        for (Member member : item.newIsr()) {
            if (!seen.add(member.brokerId()) || !now.isReplica(member.brokerId())) {
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "Broker %d is named twice for the ISR of %s or is not a replica."
                                .formatted(member.brokerId(), name));
            }
        }
        if (!seen.contains(brokerId)) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "The ISR of "
                            + name
                            + " cannot be without its leader, broker "
                            + brokerId
                            + ".");
        }
        for (Member member : item.newIsr()) {
            @Nullable BrokerImage broker = view.image().brokers().get(member.brokerId());
            if (broker == null
                    || !view.isActive(member.brokerId(), now.directory(member.brokerId()))) {
                throw new Refusal(
                        ErrorCode.INELIGIBLE_REPLICA,
                        "Broker %d is fenced or stopping, or its directory failed, and cannot be in the ISR of %s."
                                .formatted(member.brokerId(), name));
            }
            if (member.brokerEpoch() >= 0 && member.brokerEpoch() != broker.epoch()) {
                throw new Refusal(
                        ErrorCode.INELIGIBLE_REPLICA,
                        "Broker %d has restarted since (epoch %d, now %d) and must catch up with %s first."
                                .formatted(
                                        member.brokerId(),
                                        member.brokerEpoch(),
                                        broker.epoch(),
                                        name));
            }
        }
    }
}
