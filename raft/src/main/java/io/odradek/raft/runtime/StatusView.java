package io.odradek.raft.runtime;

import io.odradek.log.io.Shard;
import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftStatus;
import io.odradek.raft.core.RaftCore;
import io.odradek.raft.core.Role;

import java.util.ArrayList;
import java.util.List;

/** The core's state in the terms of DescribeQuorum, with times on the wall clock. */
final class StatusView {

    private StatusView() {}

    static RaftStatus of(RaftConfig config, RaftCore core, Shard shard) {
        List<RaftStatus.Replica> replicas = new ArrayList<>();
        if (core.role() == Role.LEADER) {
            long now = shard.wallClockMs();
            replicas.add(
                    new RaftStatus.Replica(
                            config.nodeId(),
                            config.directoryId(),
                            core.isVoter(),
                            core.durableIndex(),
                            now,
                            now));
            for (RaftCore.FollowerView follower : core.followers(shard.nanoTime())) {
                replicas.add(
                        new RaftStatus.Replica(
                                follower.id(),
                                follower.directoryId(),
                                follower.voter(),
                                follower.matchIndex(),
                                wallClock(now, follower.heardAgoNanos()),
                                wallClock(now, follower.caughtUpAgoNanos())));
            }
        }
        return new RaftStatus(
                config.nodeId(),
                core.leaderId(),
                core.term(),
                core.commitIndex(),
                core.log().lastIndex(),
                core.voters().voters(),
                replicas);
    }

    private static long wallClock(long nowMs, long agoNanos) {
        return agoNanos < 0 ? -1 : nowMs - agoNanos / 1_000_000;
    }
}
