package io.odradek.broker.replica;

import java.util.List;

/** An in-sync set a leader asks the controller for. */
public record IsrProposal(int leaderEpoch, int partitionEpoch, List<Member> members) {

    /**
     * @param brokerEpoch the incarnation that fetched, -1 when unknown
     */
    public record Member(int brokerId, long brokerEpoch) {}

    public IsrProposal {
        members = List.copyOf(members);
    }

    boolean contains(int brokerId) {
        for (Member member : members) {
            if (member.brokerId() == brokerId) {
                return true;
            }
        }
        return false;
    }
}
