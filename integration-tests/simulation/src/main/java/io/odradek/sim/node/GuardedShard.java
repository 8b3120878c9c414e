package io.odradek.sim.node;

import io.odradek.log.io.Shard;

/**
 * A shard of a host: what its tasks throw is looked at, and a disk that went down ends them all.
 */
final class GuardedShard implements Shard {
    private final Shard shard;
    private final SimHost.Life life;

    GuardedShard(Shard shard, SimHost.Life life) {
        this.shard = shard;
        this.life = life;
    }

    @Override
    public void execute(Runnable task) {
        shard.execute(() -> life.guard(task));
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        return shard.schedule(() -> life.guard(task), delayNanos);
    }

    @Override
    public long nanoTime() {
        return shard.nanoTime();
    }

    @Override
    public long wallClockMs() {
        return shard.wallClockMs();
    }

    @Override
    public boolean inShard() {
        return shard.inShard();
    }
}
