package io.odradek.raft.scenario;

import io.odradek.log.io.SimDisk;
import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftStatus;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.VoterChange;
import io.odradek.raft.core.Input;
import io.odradek.raft.core.Output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Runs a story. Nothing happens by itself: each node has a clock of its own, which a command moves,
 * and messages wait until a command delivers or drops them.
 *
 * <pre>
 * cluster 1 2 3            three voters, started
 * join 4                   a node that knows no voters; asks node 1 for the leader
 * elapse 2 1500            two's clock goes on, and its timers fire
 * settle                   deliver whatever comes until all is quiet
 * deliver 1->2 [all|k]     the first, all, or the k-th of the messages waiting there
 * repeat 1->2 k            deliver a copy of the k-th
 * drop 1->2 [all|k]
 * cut 1 2 | heal           what is sent between them is lost
 * reset 1 2                their connection breaks, and both learn it
 * propose 1 text           ask one to append it
 * transfer 1
 * add 1 4 | remove 1 3 [disk] | move 1 3 9000     ask one to change voter 4, 3, 3
 * crash 1 | restart 1 | lose 1              lose: restart with an empty disk, as another
 * status | log | waiting
 * </pre>
 */
final class Stage {

    /** What waits on its way; numbered, for two may say the same. */
    private record Letter(long number, int from, int to, RaftMessage message) {
        @Override
        public String toString() {
            return from + "->" + to + " " + Words.of(message);
        }
    }

    private record Link(int from, int to) {}

    private static final int SETTLE_MAX = 2000;

    private final Map<Integer, Actor> actors = new TreeMap<>();
    private final List<Letter> letters = new ArrayList<>();
    private final Set<Link> cut = new HashSet<>();
    private long posted;
    private final StringBuilder trace = new StringBuilder();

    /** What {@code commands} lead to. */
    String play(List<String> commands) {
        trace.setLength(0);
        for (String command : commands) {
            String line = command.strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                say("= " + line);
                perform(line.split(" +"));
            }
        }
        return trace.toString();
    }

    private void perform(String[] words) {
        switch (words[0]) {
            case "cluster" -> cluster(words);
            case "join" -> start(number(words[1]), List.of());
            case "elapse" -> actor(words[1]).elapse(number(words[2]));
            case "settle" -> settle();
            case "deliver" -> take(words, true).forEach(this::deliver);
            case "repeat" -> take(words, false).forEach(this::deliver);
            case "drop" -> take(words, true).forEach(letter -> say("  lost: " + letter));
            case "cut" -> {
                cut.add(new Link(number(words[1]), number(words[2])));
                cut.add(new Link(number(words[2]), number(words[1])));
            }
            case "heal" -> cut.clear();
            case "reset" -> {
                actor(words[1]).disconnected(number(words[2]));
                actor(words[2]).disconnected(number(words[1]));
            }
            case "propose" -> say("  " + actor(words[1]).propose(words[2]));
            case "transfer" -> actor(words[1]).transfer();
            case "add" -> actor(words[1]).change(new VoterChange.Add(actor(words[2]).identity()));
            case "remove" -> {
                Actor gone = actor(words[2]);
                int disk = words.length > 3 ? number(words[3]) : gone.disks;
                actor(words[1]).change(new VoterChange.Remove(gone.id, new UUID(gone.id, disk)));
            }
            case "move" -> {
                Voter old = actor(words[2]).identity();
                actor(words[1])
                        .change(
                                new VoterChange.Update(
                                        new Voter(
                                                old.id(),
                                                old.directoryId(),
                                                old.host(),
                                                number(words[3]))));
            }
            case "crash" -> actor(words[1]).crash();
            case "restart" -> actor(words[1]).start();
            case "lose" -> {
                Actor old = actor(words[1]);
                old.crash();
                actors.put(old.id, new Actor(this, config(old.id, old.disks + 1, List.of()), old));
                actor(words[1]).start();
            }
            case "status" -> actors.values().forEach(actor -> say("  " + status(actor)));
            case "log" ->
                    actors.values().forEach(a -> say("  " + a.name() + ": " + a.describeLog()));
            case "waiting" -> letters.forEach(letter -> say("  " + letter));
            default -> throw new IllegalArgumentException("No such command: " + words[0]);
        }
    }

    private void cluster(String[] words) {
        List<Voter> voters = new ArrayList<>();
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            int id = number(word);
            voters.add(new Voter(id, new UUID(id, 1), "host", id));
        }
        voters.forEach(voter -> start(voter.id(), voters));
    }

    private void start(int id, List<Voter> voters) {
        Actor actor = new Actor(this, config(id, 1, voters), null);
        actors.put(id, actor);
        actor.start();
        for (Actor other : actors.values()) {
            if (other != actor) {
                other.connected(id);
                actor.connected(other.id);
            }
        }
    }

    private static RaftConfig config(int id, int disks, List<Voter> voters) {
        return RaftConfig.dynamic(id, new UUID(id, disks), voters, java.nio.file.Path.of("/raft"))
                .withLimits(new RaftConfig.Limits(400, 8, 4000, 9000, 9000, 150, 90, 5))
                .withSnapshots(new RaftConfig.Snapshots(500, 3_600_000, 0));
    }

    static SimDisk disk(int id) {
        return new SimDisk(new SplittableRandom(id));
    }

    private Actor actor(String word) {
        Actor actor = actors.get(number(word));
        if (actor == null) {
            throw new IllegalArgumentException("No node " + word + " is on the stage.");
        }
        return actor;
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    private static String status(Actor actor) {
        RaftStatus status = actor.status();
        return status == null
                ? actor.name() + ": down"
                : "%s: term %d, leader %d, committed %d of %d, voters %s, applied %s"
                        .formatted(
                                actor.name(),
                                status.term(),
                                status.leaderId(),
                                status.commitIndex(),
                                status.lastIndex(),
                                Words.names(status.voters()),
                                actor.applied());
    }

    // ---- messages

    void post(int from, int to, RaftMessage message) {
        Letter letter = new Letter(posted++, from, to, message);
        if (cut.contains(new Link(letter.from, letter.to))) {
            say("  lost: " + letter);
        } else {
            letters.add(letter);
        }
    }

    private void settle() {
        for (int i = 0; !letters.isEmpty(); i++) {
            if (i == SETTLE_MAX) {
                throw new IllegalStateException("It does not come to rest:\n" + trace);
            }
            deliver(letters.removeFirst());
        }
    }

    private List<Letter> take(String[] words, boolean remove) {
        String[] ends = words[1].split("->");
        List<Letter> there =
                letters.stream()
                        .filter(l -> l.from == number(ends[0]) && l.to == number(ends[1]))
                        .toList();
        String which = words.length > 2 ? words[2] : "1";
        if (there.isEmpty() && !which.equals("all")) {
            throw new IllegalArgumentException("Nothing waits at " + words[1] + ":\n" + trace);
        }
        List<Letter> taken = which.equals("all") ? there : List.of(there.get(number(which) - 1));
        if (remove) {
            letters.removeAll(taken);
        }
        return taken;
    }

    private void deliver(Letter letter) {
        Actor to = actors.get(letter.to);
        if (to != null) {
            to.receive(letter.from, letter.message);
        }
    }

    // ---- the trace

    void stepped(Actor actor, Input input, List<Output> outputs) {
        List<String> lines = new ArrayList<>();
        for (Output output : outputs) {
            String line = Words.of(output);
            if (line != null) {
                lines.add("    " + line);
            }
        }
        String what = Words.of(input);
        if (what != null || !lines.isEmpty()) {
            say("  " + actor.name() + " " + (what == null ? "" : what));
            lines.forEach(this::say);
        }
    }

    private void say(String line) {
        trace.append(line.stripTrailing()).append('\n');
    }
}
