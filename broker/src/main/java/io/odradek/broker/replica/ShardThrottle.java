package io.odradek.broker.replica;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/**
 * One shard's part of a replication quota: what it was granted of the broker's budget, and who
 * waits for more, first come, first served. Confined to the shard.
 *
 * <p>Nobody polls: whoever is held back is released when a grant comes, and a grant is asked for
 * when somebody is held back. One is under way at a time, so a shard holds a tenth of a second's
 * worth at most.
 */
final class ShardThrottle {
    private static final long GRANT_BYTES_MAX = 1 << 20;
    private static final int GRANTS_PER_SECOND = 10;

    private final ObjLongConsumer<ShardThrottle> ask;
    private final Map<Object, Runnable> held = new LinkedHashMap<>();
    private boolean limited;
    private long grantBytes;
    private long granted;
    private boolean asked;
    private boolean releasing;

    /**
     * @param ask asks for so many bytes; {@link #granted} answers
     */
    ShardThrottle(ObjLongConsumer<ShardThrottle> ask) {
        this.ask = ask;
    }

    /** Whether there is a quota at all. */
    boolean limited() {
        return limited;
    }

    void limit(long bytesPerSecond) {
        limited = bytesPerSecond != RateBudget.UNLIMITED;
        grantBytes = Math.clamp(bytesPerSecond / GRANTS_PER_SECOND, 1, GRANT_BYTES_MAX);
        if (!limited) {
            granted = 0;
            release();
        }
    }

    /** How many bytes may pass now; 0 or less: whoever wants to is to be held back. */
    long room() {
        return limited ? granted : Long.MAX_VALUE;
    }

    void passed(long bytes) {
        if (limited) {
            granted -= bytes;
        }
    }

    /** What was set apart and not used; less than 0 for what was used beyond it. */
    void giveBack(long bytes) {
        passed(-bytes);
    }

    /**
     * Runs {@code release} once there is room, in its turn and never at once. It may pass what the
     * room allows, or hold back anew.
     */
    void hold(Object who, Runnable release) {
        held.putIfAbsent(who, release);
        askForMore();
    }

    /** Does not wait any more. */
    void forget(Object who) {
        held.remove(who);
    }

    void granted(long bytes) {
        asked = false;
        if (limited) {
            granted += bytes;
        }
        release();
    }

    private void release() {
        // Who is held back anew while others are released waits for the next grant, which is asked
        // for when all is known that it has to make up for.
        releasing = true;
        for (int turns = held.size(); turns > 0 && room() > 0 && !held.isEmpty(); turns--) {
            Iterator<Runnable> first = held.values().iterator();
            Runnable next = first.next();
            first.remove();
            next.run();
        }
        releasing = false;
        askForMore();
    }

    private void askForMore() {
        if (!asked && !releasing && !held.isEmpty()) {
            asked = true;
            ask.accept(this, Math.max(0, grantBytes - granted));
        }
    }
}
