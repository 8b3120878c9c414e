package io.odradek.sim.check;

import io.odradek.sim.client.History;
import io.odradek.sim.node.SimHost;

import java.util.List;

/** Watches a whole cluster for one property. Throws {@link Violation} when it does not hold. */
public interface ClusterChecker extends History {

    /** What does not hold, and which checker says so. */
    final class Violation extends RuntimeException {
        private final String property;

        public Violation(Class<?> checker, String what) {
            super(what);
            property = checker.getSimpleName();
        }

        public String property() {
            return property;
        }
    }

    /** A look at everybody, many times a virtual second; nobody is in the middle of anything. */
    default void look(List<SimHost> hosts) {}

    /** All is calm, everybody is up, the clients are served and done. */
    default void finished(List<SimHost> hosts) {}
}
