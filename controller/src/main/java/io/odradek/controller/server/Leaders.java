package io.odradek.controller.server;

import io.odradek.raft.RaftStatus.Voter;
import io.odradek.wire.control.NotController;

import java.util.List;

/** Where each controller can be reached, for callers that came to the wrong one. */
record Leaders(List<Voter> voters) {
    NotController notController(int leaderId, int term) {
        NotController.Builder answer =
                NotController.newBuilder().setLeaderId(leaderId).setLeaderTerm(term);
        for (Voter voter : voters) {
            if (voter.id() == leaderId) {
                answer.setLeaderHost(voter.host()).setLeaderPort(voter.port());
            }
        }
        return answer.build();
    }
}
