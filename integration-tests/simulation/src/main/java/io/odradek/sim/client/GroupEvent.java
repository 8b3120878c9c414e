package io.odradek.sim.client;

import java.util.Set;

/** What happened between members of groups and coordinators, as the members saw it. */
public sealed interface GroupEvent {
    String group();

    /**
     * From this moment on the member owns exactly these partitions.
     *
     * @param member a place in the group, whoever fills it: no two processes fill one at a time
     * @param protocol by whose rules
     * @param epoch generation, or member epoch
     * @param untilNanos when its session ends by its own clock, should it hear nothing more
     * @param broker who said so, -1 when the member decided by itself
     */
    record Owns(
            String group,
            int member,
            Protocol protocol,
            int epoch,
            Set<Address> partitions,
            long atNanos,
            long untilNanos,
            int broker)
            implements GroupEvent {}

    /**
     * A commit left.
     *
     * @param id no other commit's; stands in its metadata
     */
    record CommitSent(String group, Address at, long offset, String id) implements GroupEvent {}

    /** It was acknowledged, or refused for good; nobody knows about those that get neither. */
    record CommitAnswered(String group, Address at, String id, boolean kept)
            implements GroupEvent {}

    /** Somebody asked where the group stands. */
    record FetchSent(String group, int ticket) implements GroupEvent {}

    /**
     * The answer for one partition; offset -1 and no id when nothing was ever committed.
     *
     * @param broker who gave it
     */
    record Fetched(String group, int ticket, int broker, Address at, long offset, String id)
            implements GroupEvent {
        /** A client's tickets begin at this times its number. */
        public static final int TICKETS = 100_000;
    }

    /** How a group's members speak. */
    enum Protocol {
        CLASSIC,
        CONSUMER
    }
}
