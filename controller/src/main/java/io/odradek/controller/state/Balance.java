package io.odradek.controller.state;

import io.odradek.controller.state.PartitionEdit.Election;
import io.odradek.wire.control.metadata.MetadataRecord;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * To which brokers leaderships return. One that is back for long enough not to be flapping, and
 * lacks more than {@code leader.imbalance.per.broker.percentage} of the leaderships it is preferred
 * for, gets all of them for which it is in sync, some at a time. Not replicated; confined to its
 * owner.
 */
final class Balance {
    private final Set<Integer> returning = new HashSet<>();

    /** Looks afresh; costs in proportion to the brokers that lack something they could have. */
    boolean due(PartitionIndex index, Sessions sessions, ControllerSettings settings, long nowMs) {
        Set<Integer> able = index.ableToReturn();
        returning.retainAll(able);
        for (int id : able) {
            boolean settled = sessions.inServiceMs(id, nowMs) >= settings.leaderReturnDelayMs();
            boolean lacksMuch =
                    index.away(id) * 100L
                            > (long) index.preferences(id) * settings.leaderImbalancePercent();
            if (!settled) {
                returning.remove(id);
            } else if (lacksMuch) {
                returning.add(id);
            }
        }
        return !returning.isEmpty();
    }

    /** Gives back at most {@code most} leaderships; answers how many. */
    static Decision<Integer> decide(View view, Set<Integer> returning, int most) {
        List<MetadataRecord> records = new ArrayList<>();
        Edits edits = new Edits(view, view::isActive);
        for (int id : returning) {
            for (TopicPartition tp : view.index().ableToReturn(id)) {
                if (records.size() == most) {
                    break;
                }
                edits.of(tp).election(Election.PREFERRED).record().ifPresent(records::add);
            }
        }
        return Decision.of(records, records.size());
    }

    Set<Integer> returning() {
        return Collections.unmodifiableSet(returning);
    }
}
