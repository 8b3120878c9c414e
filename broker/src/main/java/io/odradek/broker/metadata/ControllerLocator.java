package io.odradek.broker.metadata;

import io.odradek.broker.config.HostPort;
import io.odradek.wire.control.Controller;
import io.odradek.wire.control.NotController;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the active controller is believed to be. A guess: it begins with any voter, follows the
 * hints of those that do not lead, and moves on from those that do not answer. Voters come and go,
 * so those that controllers tell of are tried before those that were configured. Thread-safe.
 */
final class ControllerLocator {
    private final List<HostPort> configured;
    private List<HostPort> known;
    private HostPort target;
    private int hintTerm = -1;

    /**
     * @param known controllers to try, never empty
     * @param first the index of the one to begin with
     */
    ControllerLocator(List<HostPort> known, int first) {
        this.configured = List.copyOf(known);
        this.known = configured;
        this.target = known.get(first);
    }

    synchronized HostPort target() {
        return target;
    }

    /** {@code asked} does not lead; true when it told a better address to try at once. */
    synchronized boolean notController(HostPort asked, NotController answer) {
        learn(answer.getControllersList());
        if (!asked.equals(target)) {
            return true;
        }
        HostPort hinted = new HostPort(answer.getLeaderHost(), answer.getLeaderPort());
        if (answer.getLeaderId() >= 0
                && !hinted.host().isEmpty()
                && !hinted.equals(asked)
                && answer.getLeaderTerm() >= hintTerm) {
            hintTerm = answer.getLeaderTerm();
            if (!known.contains(hinted)) {
                List<HostPort> more = new ArrayList<>(known);
                more.add(hinted);
                known = List.copyOf(more);
            }
            target = hinted;
            return true;
        }
        next(asked);
        return false;
    }

    /** These are the controllers now; none: whoever answered does not know. */
    synchronized void learn(List<Controller> controllers) {
        if (controllers.isEmpty()) {
            return;
        }
        Set<HostPort> all = new LinkedHashSet<>();
        controllers.forEach(c -> all.add(new HostPort(c.getHost(), c.getPort())));
        all.addAll(configured);
        known = List.copyOf(all);
    }

    /** {@code asked} did not answer; another is asked next. */
    synchronized void unreachable(HostPort asked) {
        if (asked.equals(target)) {
            next(asked);
        }
    }

    private void next(HostPort asked) {
        int index = known.indexOf(asked);
        target = known.get((index + 1) % known.size());
    }

    synchronized List<HostPort> known() {
        return known;
    }
}
