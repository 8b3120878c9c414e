package io.odradek.controller.state;

/**
 * How long a broker may be silent.
 *
 * @param sessionMs until it is fenced, whatever else is heard: {@code broker.session.timeout.ms}
 * @param suspectMs until it is fenced while most others are heard: {@code
 *     broker.suspect.timeout.ms}
 */
public record Patience(long sessionMs, long suspectMs) {
    private static final long SESSION_MS_MAX = 3_600_000;

    public Patience {
        sessionMs = Math.min(sessionMs, SESSION_MS_MAX);
        suspectMs = Math.min(suspectMs, sessionMs);
    }
}
