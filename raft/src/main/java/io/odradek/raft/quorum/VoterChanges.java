package io.odradek.raft.quorum;

import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.VoterChange;
import io.odradek.raft.VoterChange.Outcome.Refused;
import io.odradek.raft.VoterChange.Reason;

import java.util.Optional;

/** What a change makes of a voter set, and whether it makes sense there. */
public final class VoterChanges {

    private VoterChanges() {}

    /** Why {@code voters} cannot be changed so; empty when they can. */
    public static Optional<Refused> refusal(VoterSet voters, VoterChange change) {
        return switch (change) {
            case VoterChange.Add(Voter added) -> refuseAdd(voters, added);
            case VoterChange.Remove(int id, var directory) -> {
                if (!voters.contains(id, directory)) {
                    yield notFound(voters, id, directory.toString(), "removed");
                }
                yield voters.size() > 1
                        ? Optional.empty()
                        : refuse(
                                Reason.LAST_VOTER,
                                "Controller %d is the last voter: add another before you remove it."
                                        .formatted(id));
            }
            case VoterChange.Update(Voter updated) ->
                    voters.contains(updated.id(), updated.directoryId())
                            ? Optional.empty()
                            : notFound(
                                    voters,
                                    updated.id(),
                                    updated.directoryId().toString(),
                                    "updated");
        };
    }

    private static Optional<Refused> refuseAdd(VoterSet voters, Voter added) {
        if (added.directoryId().equals(Voter.NO_DIRECTORY)) {
            return refuse(
                    Reason.NOT_FOUND,
                    "Controller %d cannot be added without its directory id: see directory.id in its meta.properties."
                            .formatted(added.id()));
        }
        Optional<Voter> holder = voters.byId(added.id());
        if (holder.isEmpty()) {
            return Optional.empty();
        }
        return refuse(
                Reason.DUPLICATE,
                holder.get().is(added.id(), added.directoryId())
                        ? "Controller %d with directory %s is a voter already: nothing is to do."
                                .formatted(added.id(), added.directoryId())
                        : "Controller %d is a voter with directory %s, which is not %s: remove that voter first, then add this one."
                                .formatted(
                                        added.id(),
                                        holder.get().directoryId(),
                                        added.directoryId()));
    }

    private static Optional<Refused> notFound(
            VoterSet voters, int id, String directory, String done) {
        return refuse(
                Reason.NOT_FOUND,
                "Controller %d with directory %s is no voter and cannot be %s; the voters are %s."
                        .formatted(id, directory, done, names(voters)));
    }

    private static String names(VoterSet voters) {
        return String.join(
                ", ",
                voters.voters().stream().map(v -> v.id() + " (" + v.directoryId() + ")").toList());
    }

    private static Optional<Refused> refuse(Reason reason, String message) {
        return Optional.of(new Refused(reason, message));
    }

    /** {@code voters} after {@code change}, which is not refused. */
    public static VoterSet apply(VoterSet voters, VoterChange change) {
        return switch (change) {
            case VoterChange.Add(Voter added) -> voters.with(added);
            case VoterChange.Remove(int id, var _) -> voters.without(id);
            case VoterChange.Update(Voter updated) -> voters.with(updated);
        };
    }
}
