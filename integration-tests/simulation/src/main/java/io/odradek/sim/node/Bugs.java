package io.odradek.sim.node;

import io.odradek.log.io.Disk;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;

import org.jspecify.annotations.Nullable;

/**
 * What a planted bug puts between a node and its surroundings, to see whether the checkers bite; by
 * default nothing. It makes the node behave as if its code were wrong.
 */
public interface Bugs {
    Bugs NONE = new Bugs() {};

    /** What the node takes for its disk. */
    default Disk disk(int host, Disk real) {
        return real;
    }

    /** What a follower asks its leader. */
    default Request asked(int host, Request request) {
        return request;
    }

    /** What a follower hears from its leader. */
    default Response heard(int host, Response response) {
        return response;
    }

    /** What a broker tells a controller. */
    default Object told(int host, Object message) {
        return message;
    }

    /** What a broker hears from a controller; null when it overhears it. */
    default @Nullable Object instructed(int host, Object message) {
        return message;
    }
}
