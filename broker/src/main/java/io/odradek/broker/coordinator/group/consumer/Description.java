package io.odradek.broker.coordinator.group.consumer;

import io.odradek.broker.coordinator.group.consumer.assignor.PartitionSet;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.ConsumerGroupDescribeResponse;
import io.odradek.wire.message.ConsumerGroupDescribeResponse.Assignment;
import io.odradek.wire.message.ConsumerGroupDescribeResponse.DescribedGroup;
import io.odradek.wire.message.ConsumerGroupDescribeResponse.TopicPartitions;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A group as ConsumerGroupDescribe shows it. */
final class Description {
    /** The first version that tells which protocol a member speaks (KIP-1099). */
    private static final int TELLS_MEMBER_TYPE = 1;

    private static final byte CLASSIC = 0;
    private static final byte CONSUMER = 1;

    private Description() {}

    static DescribedGroup of(
            ConsumerGroup group, String assignor, short apiVersion, ClusterImage image) {
        List<ConsumerGroupDescribeResponse.Member> members = new ArrayList<>();
        for (Member member : group.members()) {
            members.add(member(member, apiVersion, image));
        }
        return DescribedGroup.builder()
                .errorCode(ErrorCode.NONE.code())
                .errorMessage(null)
                .groupId(group.groupId())
                .groupState(group.stateName())
                .groupEpoch(group.epoch())
                .assignmentEpoch(group.assignmentEpoch())
                .assignorName(assignor)
                .members(members)
                .build();
    }

    static DescribedGroup notFound(String groupId, String why) {
        return DescribedGroup.builder()
                .errorCode(ErrorCode.GROUP_ID_NOT_FOUND.code())
                .errorMessage(why)
                .groupId(groupId)
                .build();
    }

    private static ConsumerGroupDescribeResponse.Member member(
            Member member, short apiVersion, ClusterImage image) {
        ConsumerGroupDescribeResponse.Member.Builder shown =
                ConsumerGroupDescribeResponse.Member.builder()
                        .memberId(member.id())
                        .instanceId(member.instanceId())
                        .rackId(member.metadata().rackId())
                        .memberEpoch(member.epoch())
                        .clientId(member.metadata().clientId())
                        .clientHost(member.metadata().clientHost())
                        .subscribedTopicNames(member.topics())
                        .subscribedTopicRegex(member.metadata().subscribedTopicRegex())
                        .assignment(assignment(member.current().assigned(), image))
                        .targetAssignment(assignment(member.target(), image));
        if (apiVersion >= TELLS_MEMBER_TYPE) {
            shown.memberType(member.isClassic() ? CLASSIC : CONSUMER);
        }
        return shown.build();
    }

    /** Topics that have been deleted have no name to show. */
    private static Assignment assignment(PartitionSet partitions, ClusterImage image) {
        List<TopicPartitions> topics = new ArrayList<>();
        for (UUID id : partitions.topics()) {
            Optional<TopicImage> topic = image.topic(id);
            if (topic.isPresent()) {
                topics.add(new TopicPartitions(id, topic.get().name(), partitions.partitions(id)));
            }
        }
        return new Assignment(topics);
    }
}
