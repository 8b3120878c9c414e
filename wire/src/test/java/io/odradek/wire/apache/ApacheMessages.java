package io.odradek.wire.apache;

import io.odradek.wire.Seeds;

/** A random message as bytes, for every message and every version of today's release. */
public final class ApacheMessages {
    private final long seed;

    public ApacheMessages(long seed) {
        this.seed = seed;
    }

    public interface Visitor {
        void visit(String message, short version, byte[] bytes);
    }

    public void each(Visitor visitor) {
        Oracle oracle = Oracles.today();
        for (String message : Oracles.messages(Oracles.TODAYS_JAR)) {
            Oracle.Versions versions = oracle.versions(message);
            for (short v = (short) versions.min(); v <= versions.max(); v++) {
                byte[] bytes = oracle.random(message, v, Seeds.random(seed, message, v, 0));
                visitor.visit(message, v, bytes);
            }
        }
    }
}
