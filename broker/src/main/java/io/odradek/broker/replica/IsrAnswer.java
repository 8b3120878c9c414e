package io.odradek.broker.replica;

import java.util.List;

/** How the controller answered a proposal. What can simply be sent again is not an answer. */
public sealed interface IsrAnswer {
    IsrProposal proposal();

    record Accepted(IsrProposal proposal, List<Integer> isr, int partitionEpoch)
            implements IsrAnswer {}

    /** Not now, and nothing changed: a member is fenced, or the broker's registration is stale. */
    record Refused(IsrProposal proposal) implements IsrAnswer {}

    /** The controller knows a newer partition epoch or leader epoch. */
    record Superseded(IsrProposal proposal) implements IsrAnswer {}
}
