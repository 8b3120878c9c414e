package io.odradek.broker.coordinator.group.shared;

/** The protocol that rules a group. Share and streams groups will have their place here. */
public enum GroupType {
    CLASSIC("Classic"),
    CONSUMER("Consumer");

    private final String shown;

    GroupType(String shown) {
        this.shown = shown;
    }

    /** As ListGroups shows it. */
    public String shown() {
        return shown;
    }
}
