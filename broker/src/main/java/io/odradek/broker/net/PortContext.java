package io.odradek.broker.net;

/** What all connections of a port share. */
record PortContext(
        PortSettings settings, MemoryBudget budget, NetMetrics metrics, QuietLog rejections) {}
