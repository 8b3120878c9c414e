package io.odradek.sim.check;

import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;
import io.odradek.raft.core.RaftCore;
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

    /** The raft of a controller made {@code outputs} of {@code input}, and has done nothing yet. */
    default void stepped(int host, RaftCore core, Input input, List<Output> outputs) {}

    /** All is calm, everybody is up, the clients are served and done. */
    default void finished(List<SimHost> hosts) {}
}
