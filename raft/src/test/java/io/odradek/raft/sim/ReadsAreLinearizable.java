package io.odradek.raft.sim;

/** A read that began after something was applied anywhere must see it. */
final class ReadsAreLinearizable implements Checker {

    private long appliedAnywhere;
    private long served;

    @Override
    public void applied(int id, long index, int term, long historyHash) {
        appliedAnywhere = Math.max(appliedAnywhere, index);
    }

    /** What a read that begins now must see. */
    long floor() {
        return appliedAnywhere;
    }

    void served(int id, long floor, long appliedIndex) {
        served++;
        if (appliedIndex < floor) {
            throw new Violation(
                    "node %d served a read at %d, though %d had been applied before it began"
                            .formatted(id, appliedIndex, floor));
        }
    }

    long count() {
        return served;
    }
}
