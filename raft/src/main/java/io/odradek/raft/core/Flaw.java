package io.odradek.raft.core;

/**
 * A rule left out on purpose, to see that the simulator's checkers would find that bug. No
 * configuration switches one on: only whoever watches a node in a test, see {@code NodeTrace}.
 */
public enum Flaw {
    /** A leader changes the voters before it has committed an entry of its own term. */
    CHANGES_BEFORE_OWN_TERM_COMMIT,
    /** A leader begins a change of the voters while another is not committed. */
    CHANGES_TWO_AT_ONCE,
    /** A leader that removed itself still counts its own disk. */
    REMOVED_LEADER_COUNTS_ITSELF,
    /** A vote is given under an id, whatever the directory: a lost disk votes again. */
    VOTES_WITH_ANY_DIRECTORY,
    /** What a leader of an earlier term says is taken for the present one's. */
    ACCEPTS_STALE_TERM,
    /** What contradicts the leader stays in the log. */
    SKIPS_TRUNCATION,
    /** Entries of earlier terms are committed by counting copies (Raft figure 8). */
    COMMITS_OLDER_TERMS_BY_COUNTING,
    /** A vote is given to a log that lacks entries of the voter's. */
    VOTES_FOR_ANY_LOG,
    /** A truncated voter set stays in effect. */
    KEEPS_TRUNCATED_VOTERS
}
