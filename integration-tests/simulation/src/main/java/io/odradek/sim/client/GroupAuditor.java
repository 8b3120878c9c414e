package io.odradek.sim.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks again and again, from outside, where a group stands. */
public final class GroupAuditor {
    private static final long EVERY_NANOS = 500 * SimClient.MS;

    private final Coordination coordination;
    private final GroupOffsets offsets;
    private final List<Address> partitions;
    private Map<Address, Long> latest = new HashMap<>();

    public GroupAuditor(SimClient client, String group, List<Address> partitions, History history) {
        this.coordination = new Coordination(client, group);
        this.offsets = new GroupOffsets(coordination, history);
        this.partitions = partitions;
    }

    public void begin() {
        offsets.fetch(
                GroupOffsets.Sender.NOBODY,
                partitions,
                found -> {
                    latest = found;
                    again();
                },
                why -> again());
    }

    private void again() {
        coordination.client().after(EVERY_NANOS, this::begin);
    }

    /** What it was told last; empty before. */
    public Map<Address, Long> latest() {
        return latest;
    }
}
