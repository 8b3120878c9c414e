package io.odradek.raft.core;

import io.odradek.raft.Entry;
import io.odradek.raft.RaftMessage.AppendRequest;
import io.odradek.raft.RaftMessage.AppendResponse;

import java.util.List;

/** How a follower makes its log the leader's (Raft §5.3). */
final class Following {

    private final CoreState state;

    Following(CoreState state) {
        this.state = state;
    }

    /** {@code request} is of the present term, from its leader. */
    void onAppend(int from, AppendRequest request) {
        RaftLog log = state.log;
        long previous = request.previousIndex();
        // What lies before the base is committed, and so the same everywhere.
        boolean meets = previous < log.baseIndex() || log.matches(previous, request.previousTerm());
        if (!meets) {
            refuse(from, request);
            return;
        }
        List<Entry> entries = request.entries();
        long last = previous + entries.size();
        takeIn(entries);
        state.verifiedIndex = Math.max(state.verifiedIndex, Math.min(last, log.lastIndex()));
        state.commit(Math.min(request.commitIndex(), state.verifiedIndex));
        if (entries.isEmpty()) {
            // A heartbeat is answered at once, with what is promised already.
            state.send(from, success(state.durableMatch(), request));
        } else {
            state.sendFlushed(from, success(last, request), last);
        }
    }

    /** Keeps what is there already: requests may come twice, and out of order. */
    private void takeIn(List<Entry> entries) {
        RaftLog log = state.log;
        int fresh = 0;
        while (fresh < entries.size()) {
            Entry entry = entries.get(fresh);
            if (entry.index() > log.baseIndex() && !log.matches(entry.index(), entry.term())) {
                break;
            }
            fresh++;
        }
        if (fresh == entries.size()) {
            return;
        }
        long from = entries.get(fresh).index();
        if (from <= log.lastIndex() && state.has(Flaw.SKIPS_TRUNCATION)) {
            fresh += (int) (log.lastIndex() + 1 - from);
            if (fresh >= entries.size()) {
                return;
            }
        } else if (from <= log.lastIndex()) {
            state.truncateFrom(from);
        }
        state.append(List.copyOf(entries.subList(fresh, entries.size())));
    }

    private void refuse(int from, AppendRequest request) {
        RaftLog log = state.log;
        // Jumps over every entry that this request proves wrong, but never below the commit index.
        long hint = log.lastNotAbove(request.previousIndex(), request.previousTerm());
        hint = Math.max(hint, state.commitIndex);
        state.send(
                from,
                new AppendResponse(
                        state.term,
                        false,
                        hint,
                        log.termAt(hint),
                        request.round(),
                        state.directory));
    }

    private AppendResponse success(long match, AppendRequest request) {
        return new AppendResponse(state.term, true, match, 0, request.round(), state.directory);
    }
}
