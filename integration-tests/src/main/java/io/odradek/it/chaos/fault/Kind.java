package io.odradek.it.chaos.fault;

import io.odradek.it.chaos.ground.Means;

/** The ways to break a cluster. */
public enum Kind {
    KILL("kill -9 of a node", Means.PROCESS, 3, 1_000, 6_000),
    KILL_LEADER("kill -9 of the node that leads most", Means.PROCESS, 3, 1_000, 6_000),
    KILL_CONTROLLER("kill -9 of the active controller", Means.PROCESS, 3, 1_000, 6_000),
    TERMINATE("SIGTERM", Means.PROCESS, 2, 500, 4_000),
    FREEZE("SIGSTOP", Means.PROCESS, 2, 500, 8_000),
    FREEZE_LEADER("SIGSTOP of the node that leads most", Means.PROCESS, 2, 3_000, 8_000),
    FREEZE_CONTROLLER("SIGSTOP of the active controller", Means.PROCESS, 2, 1_000, 8_000),
    KILL_ALL("kill -9 of all nodes at once", Means.PROCESS, 2, 200, 2_000),
    TERMINATE_ALL("SIGTERM to all nodes at once", Means.PROCESS, 1, 200, 2_000),
    FREEZE_ALL("SIGSTOP of all nodes at once", Means.PROCESS, 1, 1_000, 8_000),
    MOVE_LEADERS("leaders move to other replicas", Means.PROCESS, 2, 1_000, 3_000),
    REASSIGN("replicas leave and come back", Means.PROCESS, 2, 2_000, 6_000),
    CUT_ONE_WAY("link cut, one way", Means.LINKS, 2, 1_000, 8_000),
    CUT_BOTH_WAYS("link cut, both ways", Means.LINKS, 2, 1_000, 8_000),
    ISOLATE("node cut off from the others", Means.ISOLATION, 3, 1_000, 8_000),
    ISOLATE_LEADER("leader cut off from the others", Means.ISOLATION, 2, 2_000, 8_000),
    ISOLATE_FROM_ALL("node cut off from nodes and clients", Means.LINKS, 2, 1_000, 8_000),
    FILL_DISK("full disk", Means.DISK, 2, 2_000, 6_000),
    STICK_DISK("stuck disk", Means.DISK, 2, 500, 6_000),
    SLOW_DISK("slow disk", Means.DISK, 2, 2_000, 8_000);

    private final String title;
    private final Means needs;
    private final int weight;
    private final int shortestMs;
    private final int longestMs;

    Kind(String title, Means needs, int weight, int shortestMs, int longestMs) {
        this.title = title;
        this.needs = needs;
        this.weight = weight;
        this.shortestMs = shortestMs;
        this.longestMs = longestMs;
    }

    public String title() {
        return title;
    }

    public Means needs() {
        return needs;
    }

    /** How often it is drawn, beside the others. */
    int weight() {
        return weight;
    }

    int shortestMs() {
        return shortestMs;
    }

    int longestMs() {
        return longestMs;
    }

    /** Whether nothing else can be broken meanwhile. */
    boolean takesAll() {
        return switch (this) {
            case KILL_ALL, TERMINATE_ALL, FREEZE_ALL -> true;
            default -> false;
        };
    }
}
