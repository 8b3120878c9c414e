package io.odradek.broker.coordinator.group.consumer;

/** How far a member has come on the way to its target (KIP-848); the codes are on disk. */
enum MemberState {
    /** It is at the target's epoch and has all that the target gives it. */
    STABLE(0),
    /** It must give partitions up before anything else. */
    UNREVOKED_PARTITIONS(1),
    /** It is at the target's epoch, but others have not given up yet what it is to get. */
    UNRELEASED_PARTITIONS(2);

    private final byte code;

    MemberState(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static MemberState ofCode(byte code) {
        for (MemberState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException(
                "a consumer group's member cannot be in state "
                        + code
                        + ": was its record written by a newer version?");
    }
}
