package io.odradek.sim.client;

import io.odradek.sim.client.GroupEvent.Owns;
import io.odradek.sim.client.GroupEvent.Protocol;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * A place in a group over all who fill it: one process after another joins, reads, commits now and
 * then, and leaves or dies.
 */
public final class GroupMember {
    private static final long MS = SimClient.MS;

    private final String group;
    private final int number;
    private final boolean isStatic;
    private final Protocol protocol;
    private final List<String> topics;
    private final long lifeMsMax;
    private final History history;
    private final Supplier<SimClient> clients;
    private final SimClient clock;
    private final SplittableRandom random;
    private @Nullable Stay stay;
    private boolean settled;

    /**
     * @param isStatic all who fill the place have one instance id
     * @param lifeMsMax how long one lives, 0 for ever
     * @param clients a new machine each
     */
    public GroupMember(
            String group,
            int number,
            boolean isStatic,
            Protocol protocol,
            List<String> topics,
            long lifeMsMax,
            History history,
            Supplier<SimClient> clients) {
        this.group = group;
        this.number = number;
        this.isStatic = isStatic;
        this.protocol = protocol;
        this.topics = topics;
        this.lifeMsMax = lifeMsMax;
        this.history = history;
        this.clients = clients;
        this.clock = clients.get();
        this.random = clock.random();
    }

    public void begin() {
        startAfter(random.nextLong(1000));
    }

    /** Nobody comes or goes any more; the place is filled. */
    public void settle() {
        settled = true;
        start();
    }

    public String group() {
        return group;
    }

    /** What whoever fills the place owns now. */
    public Set<Address> owned() {
        return stay == null ? Set.of() : stay.life.owned();
    }

    @Override
    public String toString() {
        return "%s/%d (%s)".formatted(group, number, stay == null ? "away" : stay.life);
    }

    private void startAfter(long ms) {
        clock.after(ms * MS, this::start);
    }

    private void start() {
        if (stay == null) {
            stay = new Stay();
            stay.begin();
        }
    }

    /** One life. */
    private final class Stay {
        private final SimClient speaks = clients.get();
        private final SimClient reads = clients.get();
        private final MemberLife life;
        private boolean leaving;

        Stay() {
            MemberLife.Seat seat =
                    new MemberLife.Seat(
                            group,
                            number,
                            isStatic ? "%s-i%d".formatted(group, number) : null,
                            topics,
                            history,
                            new Coordination(speaks, group),
                            reads,
                            () -> clock.after(0, () -> die(true)));
            life =
                    switch (protocol) {
                        case CLASSIC -> new ClassicLife(seat);
                        case CONSUMER -> new ConsumerLife(seat);
                    };
        }

        void begin() {
            life.begin();
            commitLater();
            if (lifeMsMax > 0) {
                goLater();
            }
        }

        private void goLater() {
            clock.after((500 + random.nextLong(lifeMsMax)) * MS, this::go);
        }

        private void commitLater() {
            speaks.after(
                    (200 + random.nextLong(1500)) * MS,
                    () -> {
                        if (!leaving) {
                            life.commit();
                            commitLater();
                        }
                    });
        }

        private void go() {
            if (settled || stay != this || leaving) {
                return;
            }
            switch (random.nextInt(3)) {
                case 0 -> die(random.nextBoolean());
                case 1 -> {
                    leaving = true;
                    life.leave(() -> clock.after(0, () -> die(true)));
                }
                default -> freeze();
            }
        }

        /** As by a long collection of garbage: others may have its place when it wakes. */
        private void freeze() {
            speaks.pause();
            reads.pause();
            clock.after(
                    (500 + random.nextLong(12_000)) * MS,
                    () -> {
                        speaks.resume();
                        reads.resume();
                        goLater();
                    });
        }

        /** Ends, without a word to the coordinator. */
        private void die(boolean told) {
            if (stay != this) {
                return;
            }
            speaks.die(told);
            reads.die(told);
            stay = null;
            long now = clock.nowNanos();
            history.grouped(new Owns(group, number, protocol, 0, Set.of(), now, now, -1));
            startAfter(settled ? 200 : 100 + random.nextLong(6000));
        }
    }
}
