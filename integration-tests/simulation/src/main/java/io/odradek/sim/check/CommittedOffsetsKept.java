package io.odradek.sim.check;

import io.odradek.sim.client.Address;
import io.odradek.sim.client.GroupEvent;
import io.odradek.sim.client.GroupEvent.CommitAnswered;
import io.odradek.sim.client.GroupEvent.CommitSent;
import io.odradek.sim.client.GroupEvent.FetchSent;
import io.odradek.sim.client.GroupEvent.Fetched;
import io.odradek.sim.client.GroupEvent.Owns;
import io.odradek.sim.node.SimHost;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An acknowledged commit is neither lost nor undone: who asks afterwards is told it, or a later
 * one. A refused commit is never seen. Members of one group commit no less than what they were told
 * when they began, so a lower one that is accepted after a higher one came from somebody who should
 * have been fenced.
 */
public final class CommittedOffsetsKept implements ClusterChecker {
    private static final long NOTHING = -1;

    private record Place(String group, Address at) {}

    private record Commit(long offset, long before) {}

    /** What had been acknowledged when somebody asked, and who was to be asked. */
    private record Question(int coordinator, Map<Place, Long> acknowledged) {}

    /** One group's place in one partition. */
    private static final class History {
        final Map<String, Commit> sent = new HashMap<>();
        final Set<String> refused = new HashSet<>();
        final Set<String> shown = new HashSet<>();
        final Set<Integer> misled = new HashSet<>();
        long acknowledged = NOTHING;
    }

    private final Map<Place, History> places = new HashMap<>();
    private final Map<Integer, Question> asked = new HashMap<>();
    private final TrueCoordinators coordinators = new TrueCoordinators();
    private long commits;
    private long misled;

    /** How many commits of one partition were acknowledged. */
    public long commits() {
        return commits;
    }

    /** How often somebody was told what was no longer true, by a deposed coordinator. */
    public long misled() {
        return misled;
    }

    @Override
    public void look(List<SimHost> hosts) {
        coordinators.look(hosts);
    }

    @Override
    public void grouped(GroupEvent event) {
        switch (event) {
            case Owns _ -> {}
            case CommitSent(String group, Address at, long offset, String id) -> {
                History place = place(group, at);
                place.sent.put(id, new Commit(offset, place.acknowledged));
            }
            case CommitAnswered(String group, Address at, String id, boolean kept) ->
                    answered(new Place(group, at), id, kept);
            case FetchSent(String group, int ticket) -> {
                Map<Place, Long> now = new HashMap<>();
                places.forEach(
                        (place, history) -> {
                            if (place.group.equals(group)) {
                                now.put(place, history.acknowledged);
                            }
                        });
                asked.put(ticket, new Question(coordinators.of(group), now));
            }
            case Fetched fetched -> fetched(fetched);
        }
    }

    private History place(String group, Address at) {
        return places.computeIfAbsent(new Place(group, at), _ -> new History());
    }

    private void answered(Place where, String id, boolean kept) {
        History place = place(where.group, where.at);
        @Nullable Commit commit = place.sent.get(id);
        if (commit == null) {
            throw new IllegalStateException("an answer to no commit");
        }
        if (!kept) {
            place.refused.add(id);
            if (place.shown.contains(id)) {
                throw violation(where, "commit %s was seen and then refused".formatted(id));
            }
            return;
        }
        commits++;
        if (place.misled.contains(Integer.parseInt(id.substring(0, id.indexOf('/'))))) {
            place.acknowledged = commit.offset;
            return;
        }
        if (commit.offset < commit.before) {
            throw violation(
                    where,
                    "commit %s of offset %d was accepted when %d had been acknowledged"
                            .formatted(id, commit.offset, commit.before));
        }
        place.acknowledged = Math.max(place.acknowledged, commit.offset);
    }

    private void fetched(Fetched fetched) {
        Place where = new Place(fetched.group(), fetched.at());
        History place = place(where.group, where.at);
        @Nullable Question question = asked.get(fetched.ticket());
        if (question == null) {
            throw new IllegalStateException("an answer to no question");
        }
        long before = question.acknowledged.getOrDefault(where, NOTHING);
        boolean authentic =
                fetched.broker() == question.coordinator
                        && fetched.broker() == coordinators.of(where.group);
        if (fetched.offset() < before && !authentic) {
            place.misled.add(fetched.ticket() / GroupEvent.Fetched.TICKETS);
            misled++;
        } else if (fetched.offset() < before) {
            throw violation(
                    where,
                    "offset %d was acknowledged, and then %d was read (commit %s)"
                            .formatted(before, fetched.offset(), fetched.id()));
        }
        if (fetched.offset() != NOTHING) {
            @Nullable Commit commit = place.sent.get(fetched.id());
            if (commit == null || commit.offset != fetched.offset()) {
                throw violation(
                        where,
                        "offset %d of commit %s was read, which nobody made"
                                .formatted(fetched.offset(), fetched.id()));
            }
            if (place.refused.contains(fetched.id())) {
                throw violation(
                        where, "commit %s was refused, and then read".formatted(fetched.id()));
            }
            place.shown.add(fetched.id());
        }
    }

    private static Violation violation(Place where, String what) {
        return new Violation(
                CommittedOffsetsKept.class,
                "of group %s in %s: %s".formatted(where.group, where.at, what));
    }
}
