package io.odradek.broker.coordinator.group.sim;

import java.util.Set;

/**
 * A member as the simulation treats it. It acts at its ticks only, and what arrives while it stalls
 * waits.
 */
abstract sealed class SimMember permits SimClassicMember, SimConsumerMember {
    protected final SimWorld world;
    protected final String name;
    private boolean up;
    private int life;
    private long stalledUntilMs;

    SimMember(SimWorld world, String name) {
        this.world = world;
        this.name = name;
    }

    final boolean isUp() {
        return up;
    }

    final void start() {
        up = true;
        life++;
        world.trace(name + " starts");
        born();
        tickLater(life);
    }

    /** It is gone without a word. */
    final void crash() {
        world.trace(name + " crashes");
        up = false;
        life++;
    }

    /** Another has its instance id: that ends it. In peace somebody starts it again. */
    final void fenced() {
        crash();
        if (!world.faults) {
            start();
        }
    }

    /** Its process sleeps: it sends nothing, and reads nothing before it wakes. */
    final void stall(long ms) {
        world.trace(name + " stalls for " + ms);
        stalledUntilMs = world.nowMs() + ms;
    }

    final void wake() {
        stalledUntilMs = 0;
    }

    private void tickLater(int started) {
        world.after(
                world.between(200, 600),
                () -> {
                    if (up && started == life) {
                        if (world.nowMs() >= stalledUntilMs) {
                            tick();
                        }
                        tickLater(started);
                    }
                });
    }

    /** To be called when a request is sent: what comes back concerns this life alone. */
    final int life() {
        return life;
    }

    final void whenAwake(int started, Runnable action) {
        if (!up || started != life) {
            return;
        }
        long wait = stalledUntilMs - world.nowMs();
        if (wait > 0) {
            world.after(wait, () -> whenAwake(started, action));
        } else {
            action.run();
        }
    }

    /** Begins a life with nothing but what is configured. */
    abstract void born();

    abstract void tick();

    /** Says goodbye, and is gone whether it was heard or not. */
    abstract void leave();

    /** Whether it takes part, as far as it knows. */
    abstract boolean isSettled();

    /** What it believes to own. */
    abstract Set<Integer> owned();

    /** Whether the group, as the log has it, knows this member as it is. */
    abstract boolean isIn(Recognised recognised);
}
