package io.odradek.broker.coordinator.group.sim;

import io.odradek.broker.coordinator.group.shared.GroupSettings;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One seed's story: trouble first, then peace, in which the group must come to rest. */
final class GroupSimulation {
    private static final int TROUBLE_MS = 180_000;
    private static final int PEACE_MS = 180_000;
    private static final int PARTITIONS_MAX = 24;

    /** Which protocols the members speak. */
    enum Kind {
        CLASSIC,
        CONSUMER,
        MIXED
    }

    private static final int[] CLASSIC_VERSIONS = {0, 1, 3, 4, 5, 9};

    private final Kind kind;
    private final SimWorld world;
    private final Recognised recognised = new Recognised();
    private final CommittedOffsets offsets = new CommittedOffsets();
    private final SimHost host;
    private final List<SimMember> members = new ArrayList<>();

    /** Of the members too: those who claim the instance id of another. */
    private final List<SimMember> twins = new ArrayList<>();

    private long troubleEndsMs;
    private int takeovers;

    GroupSimulation(long seed, Kind kind) {
        this.kind = kind;
        world = new SimWorld(seed);
        world.setPartitions(world.between(1, 12));
        GroupSettings settings =
                new GroupSettings(
                        new GroupSettings.Classic(
                                6_000, 1_800_000, world.chance(0.5) ? 0 : 3_000, Integer.MAX_VALUE),
                        new GroupSettings.Consumer(
                                10_000,
                                2_000,
                                Integer.MAX_VALUE,
                                List.of(world.chance(0.5) ? "uniform" : "range"),
                                GroupSettings.Migration.BIDIRECTIONAL,
                                600_000),
                        new GroupSettings.Offsets(1_000_000_000, 100_000_000, 4_096));
        host =
                new SimHost(
                        world,
                        settings,
                        record -> {
                            offsets.committed(record);
                            recognised.committed(record);
                        },
                        recognised::checkLog);
        SimGroup group =
                new SimGroup(
                        "group",
                        world,
                        new SimNet(world, host, kind == Kind.CLASSIC),
                        kind == Kind.CLASSIC ? new ClassicOwners() : null,
                        offsets);
        int count = world.between(1, 7);
        for (int n = 0; n < count; n++) {
            String instanceId = world.chance(0.3) ? "instance" + n : null;
            members.add(member(group, "member" + n, instanceId));
            if (instanceId != null && world.chance(0.3)) {
                twins.add(member(group, "twin" + n, instanceId));
            }
        }
        members.addAll(twins);
    }

    private SimMember member(SimGroup group, String name, @Nullable String instanceId) {
        boolean classic =
                switch (kind) {
                    case CLASSIC -> true;
                    case CONSUMER -> false;
                    case MIXED -> world.chance(0.5);
                };
        if (!classic) {
            return new SimConsumerMember(group, name, instanceId, world.between(0, 1));
        }
        // A static leader of an older version is not told that it leads: it would not notice
        // new partitions (KIP-814).
        int version = instanceId == null ? CLASSIC_VERSIONS[world.between(0, 5)] : 9;
        return new SimClassicMember(group, name, instanceId, version);
    }

    /**
     * @throws Violation if a promise is broken
     */
    void run() {
        troubleEndsMs = world.nowMs() + TROUBLE_MS;
        makeTrouble();
        runUntil(troubleEndsMs);
        makePeace();
        long deadlineMs = world.nowMs() + PEACE_MS;
        runUntil(world.nowMs() + 15_000);
        while (!isAtRest()) {
            Violation.unless(
                    world.nowMs() < deadlineMs,
                    "the group is not at rest: " + restlessness() + "; " + recognised);
            runUntil(world.nowMs() + 1_000);
        }
        // Rest is not a moment.
        runUntil(world.nowMs() + 30_000);
        Violation.unless(isAtRest(), "the group did not stay at rest: " + restlessness());
        world.trace("rests");
    }

    private void runUntil(long ms) {
        while (true) {
            long own = host.nextMs();
            long next = Math.min(own, world.nextMs());
            if (next > ms) {
                world.moveTo(ms);
                return;
            }
            if (own <= next) {
                world.moveTo(own);
                host.onTime();
            } else {
                world.runNext();
            }
            recognised.checkBeliefs(members);
        }
    }

    private void makeTrouble() {
        if (world.nowMs() >= troubleEndsMs) {
            return;
        }
        SimMember member = members.get(world.between(0, members.size() - 1));
        int what = world.between(0, 99);
        if (!member.isUp()) {
            member.start();
        } else if (what < 12) {
            member.crash();
        } else if (what < 24) {
            member.leave();
        } else if (what < 40) {
            member.stall(world.between(1_000, 25_000));
        } else if (what < 55 && host.isUp()) {
            takeOver();
        } else if (what < 60 && world.partitions() < PARTITIONS_MAX) {
            addPartitions();
        }
        world.after(
                world.chance(0.3) ? world.between(10, 1_000) : world.between(1_000, 12_000),
                this::makeTrouble);
    }

    private void addPartitions() {
        world.setPartitions(world.partitions() + world.between(1, 3));
        host.metadata();
    }

    private void takeOver() {
        takeovers++;
        host.crash();
        world.after(world.between(1, 3_000), host::start);
    }

    private void makePeace() {
        world.trace("peace");
        world.faults = false;
        members.forEach(SimMember::wake);
        twins.stream().filter(SimMember::isUp).forEach(SimMember::crash);
        // A leader that came back does not know how many partitions its former self assigned: by
        // a new one it notices.
        world.after(10_000, this::addPartitions);
        if (members.stream().noneMatch(SimMember::isUp)) {
            members.getFirst().start();
        }
    }

    private boolean isAtRest() {
        return restlessness().isEmpty();
    }

    /** What is not as it must be; empty at rest. */
    private String restlessness() {
        Set<Integer> owned = new TreeSet<>();
        Set<Integer> generations = new TreeSet<>();
        for (SimMember member : members) {
            if (!member.isUp()) {
                continue;
            }
            if (!member.isSettled()) {
                return member.name + " is not settled";
            }
            for (int partition : member.owned()) {
                if (!owned.add(partition)) {
                    return "partition " + partition + " has two owners";
                }
            }
            if (kind == Kind.CLASSIC && member instanceof SimClassicMember classic) {
                generations.add(classic.generation());
            }
        }
        if (generations.size() > 1) {
            return "members are in generations " + generations;
        }
        return owned.size() == world.partitions()
                ? ""
                : owned.size() + " of " + world.partitions() + " partitions are owned";
    }

    SimWorld world() {
        return world;
    }

    int acknowledgements() {
        return offsets.acknowledgements();
    }

    int takeovers() {
        return takeovers;
    }
}
