package io.odradek.broker.metadata;

import io.odradek.broker.config.HostPort;
import io.odradek.wire.control.NotController;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the active controller is believed to be. A guess: it begins with any voter, follows the
 * hints of those that do not lead, and moves on from those that do not answer. Thread-safe.
 */
final class ControllerLocator {
    private final List<HostPort> known;
    private HostPort target;
    private int hintTerm = -1;

    /**
     * @param known controllers to try, never empty
     * @param first the index of the one to begin with
     */
    ControllerLocator(List<HostPort> known, int first) {
        this.known = new ArrayList<>(known);
        this.target = known.get(first);
    }

    synchronized HostPort target() {
        return target;
    }

    /** {@code asked} does not lead; true when it told a better address to try at once. */
    synchronized boolean notController(HostPort asked, NotController answer) {
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
                known.add(hinted);
            }
            target = hinted;
            return true;
        }
        next(asked);
        return false;
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
        return List.copyOf(known);
    }
}
