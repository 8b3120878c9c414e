package io.odradek.broker.coordinator.group.offsets;

import io.odradek.broker.coordinator.group.shared.Group;
import io.odradek.broker.coordinator.group.shared.GroupException;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.OffsetDeleteRequest;
import io.odradek.wire.message.OffsetDeleteRequest.OffsetDeleteRequestPartition;
import io.odradek.wire.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.odradek.wire.message.OffsetDeleteResponse;
import io.odradek.wire.message.OffsetDeleteResponse.OffsetDeleteResponsePartition;
import io.odradek.wire.message.OffsetDeleteResponse.OffsetDeleteResponseTopic;

import java.util.ArrayList;
import java.util.List;

/** An operator takes offsets back, of topics that no member reads (KIP-496). */
public final class OffsetDeletions {
    private final OffsetTable table;

    public OffsetDeletions(OffsetTable table) {
        this.table = table;
    }

    /**
     * @throws GroupException if what the members read cannot be told
     */
    public OffsetDeleteResponse delete(Group group, OffsetDeleteRequest request, Effects out) {
        if (!group.isEmpty() && !group.protocolType().equals("consumer")) {
            throw new GroupException(
                    ErrorCode.NON_EMPTY_GROUP,
                    "Members of group "
                            + group.groupId()
                            + " may be reading any topic. Stop them first.");
        }
        List<OffsetDeleteResponseTopic> topics = new ArrayList<>(request.topics().size());
        for (OffsetDeleteRequestTopic topic : request.topics()) {
            ErrorCode error =
                    group.isSubscribedTo(topic.name())
                            ? ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC
                            : ErrorCode.NONE;
            List<OffsetDeleteResponsePartition> partitions = new ArrayList<>();
            for (OffsetDeleteRequestPartition partition : topic.partitions()) {
                int index = partition.partitionIndex();
                if (error == ErrorCode.NONE
                        && table.find(group.groupId(), topic.name(), index) != null) {
                    out.append(OffsetTable.tombstone(group.groupId(), topic.name(), index));
                }
                partitions.add(new OffsetDeleteResponsePartition(index, error.code()));
            }
            topics.add(new OffsetDeleteResponseTopic(topic.name(), List.copyOf(partitions)));
        }
        return OffsetDeleteResponse.builder().topics(List.copyOf(topics)).build();
    }
}
