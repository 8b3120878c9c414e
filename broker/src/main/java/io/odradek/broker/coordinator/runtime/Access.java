package io.odradek.broker.coordinator.runtime;

/** What a request may do to a coordinator's state. */
public enum Access {
    /** Looks only, and is served as long as this broker leads. */
    READ,
    /** May append: refused while too few replicas are in sync to commit it. */
    WRITE
}
