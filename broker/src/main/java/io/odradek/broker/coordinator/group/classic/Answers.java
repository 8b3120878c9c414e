package io.odradek.broker.coordinator.group.classic;

import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.message.JoinGroupResponse;
import io.odradek.wire.message.JoinGroupResponse.JoinGroupResponseMember;
import io.odradek.wire.message.SyncGroupResponse;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Answers to JoinGroup and SyncGroup, in the version that was asked. */
final class Answers {
    private static final int PROTOCOL_NAME_MAY_BE_NULL = 7;
    static final int SKIPS_ASSIGNMENT = 9;

    private Answers() {}

    /**
     * @param memberId as the request had it, or the one to come back with
     */
    static JoinGroupResponse joinRefused(String memberId, ErrorCode why, short version) {
        return JoinGroupResponse.builder()
                .errorCode(why.code())
                .memberId(memberId)
                .protocolName(version >= PROTOCOL_NAME_MAY_BE_NULL ? null : "")
                .build();
    }

    /** The group as it is now; only its leader learns who the others are. */
    static JoinGroupResponse joined(ClassicGroup group, ClassicMember member) {
        String leaderId = group.leaderId();
        return joined(
                group,
                member,
                leaderId == null ? "" : leaderId,
                group.isLeader(member) ? everybody(group) : List.of(),
                false);
    }

    static JoinGroupResponse joined(
            ClassicGroup group,
            ClassicMember member,
            String leaderId,
            List<JoinGroupResponseMember> members,
            boolean skipAssignment) {
        return JoinGroupResponse.builder()
                .generationId(group.generation())
                .protocolType(group.protocolType())
                .protocolName(group.protocol())
                .leader(leaderId)
                .skipAssignment(skipAssignment)
                .memberId(member.id())
                .members(members)
                .build();
    }

    static List<JoinGroupResponseMember> everybody(ClassicGroup group) {
        List<JoinGroupResponseMember> members = new ArrayList<>(group.size());
        for (ClassicMember member : group.members()) {
            members.add(
                    JoinGroupResponseMember.builder()
                            .memberId(member.id())
                            .groupInstanceId(member.instanceId())
                            .metadata(member.metadataFor(group.protocol()))
                            .build());
        }
        return List.copyOf(members);
    }

    static SyncGroupResponse syncRefused(ErrorCode why) {
        return SyncGroupResponse.builder()
                .errorCode(why.code())
                .assignment(ClassicMember.NOTHING)
                .build();
    }

    static SyncGroupResponse synced(ClassicGroup group, ClassicMember member) {
        return SyncGroupResponse.builder()
                .protocolType(group.protocolType())
                .protocolName(group.protocol())
                .assignment(member.assignment())
                .build();
    }

    static void refuseJoin(
            @Nullable Parked<JoinGroupResponse> join, String memberId, ErrorCode why, Effects out) {
        if (join != null) {
            out.reply(join.to(), joinRefused(memberId, why, join.version()));
        }
    }

    static void refuseSync(ClassicMember member, ErrorCode why, Effects out) {
        Parked<SyncGroupResponse> sync = member.sync;
        member.sync = null;
        if (sync != null) {
            out.reply(sync.to(), syncRefused(why));
        }
    }
}
