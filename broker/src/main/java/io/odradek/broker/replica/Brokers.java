package io.odradek.broker.replica;

/** Who may be in an in-sync set, according to the newest metadata. */
@FunctionalInterface
public interface Brokers {
    /**
     * Whether this incarnation of the broker is registered, not fenced and not shutting down.
     *
     * @param brokerEpoch -1 when the caller does not know
     */
    boolean mayJoin(int brokerId, long brokerEpoch);
}
