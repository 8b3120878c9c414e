package io.odradek.sim.check;

import io.odradek.sim.client.Address;
import io.odradek.sim.client.GroupEvent;
import io.odradek.sim.client.GroupEvent.CommitAnswered;
import io.odradek.sim.client.GroupEvent.CommitSent;
import io.odradek.sim.client.GroupEvent.FetchSent;
import io.odradek.sim.client.GroupEvent.Fetched;
import io.odradek.sim.client.GroupEvent.Owns;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
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

    /** One group's place in one partition. */
    private static final class History {
        final Map<String, Commit> sent = new HashMap<>();
        final Set<String> refused = new HashSet<>();
        final Set<String> shown = new HashSet<>();
        long acknowledged = NOTHING;
    }

    private final Map<Place, History> places = new HashMap<>();
    private final Map<Integer, Map<Place, Long>> asked = new HashMap<>();
    private long commits;

    /** How many commits of one partition were acknowledged. */
    public long commits() {
        return commits;
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
                asked.put(ticket, now);
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
        long before = asked.getOrDefault(fetched.ticket(), Map.of()).getOrDefault(where, NOTHING);
        if (fetched.offset() < before) {
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
