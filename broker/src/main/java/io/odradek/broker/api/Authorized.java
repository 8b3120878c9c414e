package io.odradek.broker.api;

/**
 * Operations a client may do, as bits of Kafka's ACL operation codes (KIP-430). Without an
 * authorizer everybody may do everything.
 */
public final class Authorized {
    private Authorized() {}

    public static final int NOT_ASKED = Integer.MIN_VALUE;

    /**
     * Read 3, write 4, create 5, delete 6, alter 7, describe 8, describe and alter configs 10, 11.
     */
    static final int TOPIC = bits(3, 4, 5, 6, 7, 8, 10, 11);

    /** Create 5, alter 7, describe 8, cluster action 9, configs 10 and 11, idempotent write 12. */
    static final int CLUSTER = bits(5, 7, 8, 9, 10, 11, 12);

    /** Read 3, delete 6, describe 8, describe and alter configs 10, 11. */
    public static final int GROUP = bits(3, 6, 8, 10, 11);

    private static int bits(int... codes) {
        int bits = 0;
        for (int code : codes) {
            bits |= 1 << code;
        }
        return bits;
    }
}
