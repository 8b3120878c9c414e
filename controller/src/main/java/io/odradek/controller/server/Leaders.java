package io.odradek.controller.server;

import io.odradek.controller.runtime.ControllerLoop;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.wire.control.Controller;
import io.odradek.wire.control.NotController;

import java.util.List;

/** Where each controller can be reached, for brokers. Confined to the controller's shard. */
record Leaders(ControllerLoop loop) {

    /** For callers that came to the wrong one. */
    NotController notController(int leaderId, int term) {
        NotController.Builder answer =
                NotController.newBuilder()
                        .setLeaderId(leaderId)
                        .setLeaderTerm(term)
                        .addAllControllers(controllers());
        for (Voter voter : loop.voters()) {
            if (voter.id() == leaderId) {
                answer.setLeaderHost(voter.host()).setLeaderPort(voter.port());
            }
        }
        return answer.build();
    }

    /**
     * For callers whose request was not taken: leadership is being handed over, or too much is to
     * be committed. Nothing was done; they try again, here or elsewhere, while they have time.
     */
    NotController later() {
        return NotController.newBuilder()
                .setLeaderId(-1)
                .setLeaderTerm(loop.leaderTerm())
                .addAllControllers(controllers())
                .build();
    }

    List<Controller> controllers() {
        return loop.voters().stream()
                .map(
                        v ->
                                Controller.newBuilder()
                                        .setId(v.id())
                                        .setHost(v.host())
                                        .setPort(v.port())
                                        .build())
                .toList();
    }
}
