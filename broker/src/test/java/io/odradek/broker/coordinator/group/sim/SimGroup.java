package io.odradek.broker.coordinator.group.sim;

import org.jspecify.annotations.Nullable;

/**
 * What members share: the way to their coordinator, and who watches them.
 *
 * @param classicOwners null unless all members speak the classic protocol
 */
record SimGroup(
        String id,
        SimWorld world,
        SimNet net,
        @Nullable ClassicOwners classicOwners,
        CommittedOffsets offsets) {}
