package io.odradek.raft.store;

import io.odradek.log.io.Disk;
import io.odradek.raft.Entry;
import io.odradek.raft.quorum.VoterSet;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * What one node remembers: its vote, its log and its newest snapshot, in one directory of its own.
 * Confined to whoever runs its I/O; every method may block. Any exception means that the disk is
 * not to be trusted any more: the node must stop, and never try again as if nothing had happened.
 *
 * <p>{@code append} becomes durable with the next {@code sync}; everything else is durable when it
 * returns.
 */
public final class RaftStore {

    private final SegmentedLog log;
    private final VoteFile vote;
    private final VoteFile.Vote recoveredVote;
    private final SnapshotFiles snapshots;
    private final VoterSet recoveredVoters;

    private RaftStore(
            SegmentedLog log,
            VoteFile vote,
            VoteFile.Vote recoveredVote,
            SnapshotFiles snapshots,
            VoterSet recoveredVoters) {
        this.recoveredVoters = recoveredVoters;
        this.log = log;
        this.vote = vote;
        this.recoveredVote = recoveredVote;
        this.snapshots = snapshots;
    }

    /**
     * Recovers what {@code directory} holds, or begins anew in an empty one. A tail that was never
     * synced may be torn, and is cut; other damage is refused.
     *
     * @throws CorruptStoreException naming the file and the place
     */
    public static RaftStore open(Disk disk, Path directory, int segmentBytes, LogVisitor visitor)
            throws IOException {
        createDurably(disk, directory.toAbsolutePath());
        VoteFile vote = new VoteFile(disk, directory);
        VoteFile.Vote recoveredVote = vote.read();
        SnapshotFiles snapshots = new SnapshotFiles(disk, directory);
        snapshots.recover();
        SnapshotId end = snapshots.newest();
        VoterSet voters = snapshots.voters();
        TermAt termAtEnd = new TermAt(end.index(), visitor);
        SegmentedLog log =
                SegmentedLog.recover(
                        disk, directory, segmentBytes, end.index(), end.term(), termAtEnd);
        if (log.firstIndex() > end.index() + 1) {
            throw new CorruptStoreException(
                    directory.resolve(end.fileName()),
                    0,
                    "the log begins with entry %d, but the newest snapshot ends at %d"
                            .formatted(log.firstIndex(), end.index()));
        }
        if (termAtEnd.found != end.term()) {
            // The node stopped after it had received a snapshot, before it had made room for it.
            log.reset(end.index(), end.term());
            visitor.begin(end.index(), end.term());
        }
        if (termAtEnd.last > recoveredVote.term()) {
            throw new CorruptStoreException(
                    directory.resolve("quorum-state"),
                    0,
                    "it knows of term %d, but the log of term %d; it is missing or was put back"
                            .formatted(recoveredVote.term(), termAtEnd.last));
        }
        return new RaftStore(log, vote, recoveredVote, snapshots, voters);
    }

    /** A directory whose name is lost takes everything in it along. */
    private static void createDurably(Disk disk, Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent == null || disk.isDirectory(directory)) {
            return;
        }
        createDurably(disk, parent);
        disk.createDirectories(directory);
        disk.syncDirectory(parent);
    }

    /** Notes the log's term at one index, -1 for none, and its last, while passing it all on. */
    private static final class TermAt implements LogVisitor {
        private final long index;
        private final LogVisitor next;
        private int found = -1;
        private int last;

        TermAt(long index, LogVisitor next) {
            this.index = index;
            this.next = next;
        }

        @Override
        public void begin(long baseIndex, int baseTerm) {
            note(baseIndex, baseTerm);
            next.begin(baseIndex, baseTerm);
        }

        @Override
        public void entry(Entry entry) {
            note(entry.index(), entry.term());
            next.entry(entry);
        }

        private void note(long at, int term) {
            last = term;
            if (at == index) {
                found = term;
            }
        }
    }

    /** The term of the vote found by {@link #open}, 0 if none. */
    public int recoveredTerm() {
        return recoveredVote.term();
    }

    /** The vote found by {@link #open}, -1 if none. */
    public int recoveredVote() {
        return recoveredVote.votedFor();
    }

    /** The directory of whom it was given to. */
    public UUID recoveredVoteDirectory() {
        return recoveredVote.votedDirectory();
    }

    /** The voters the newest snapshot found by {@link #open} names; none if it names none. */
    public VoterSet recoveredVoters() {
        return recoveredVoters;
    }

    /** The last entry the newest snapshot stands for, 0 if there is none. */
    public long snapshotIndex() {
        return snapshots.newest().index();
    }

    public int snapshotTerm() {
        return snapshots.newest().term();
    }

    public long firstIndex() {
        return log.firstIndex();
    }

    public void saveVote(int term, int votedFor, UUID votedDirectory) throws IOException {
        vote.write(new VoteFile.Vote(term, votedFor, votedDirectory));
    }

    /**
     * @param previousTerm the term of the entry before the first of these
     */
    public void append(List<Entry> entries, int previousTerm) throws IOException {
        log.append(entries, previousTerm);
    }

    public void sync() throws IOException {
        log.sync();
    }

    public void truncateFrom(long index) throws IOException {
        log.truncateFrom(index);
    }

    public void resetLog(long index, int term) throws IOException {
        log.reset(index, term);
    }

    /** Entries from {@code from} on: at least one and as many as fit; none if they are gone. */
    public List<Entry> read(long from, long to, int bytesMax) throws IOException {
        return log.read(from, to, bytesMax);
    }

    /**
     * Writes a snapshot, then drops the log up to the snapshot before it, except some {@code
     * retainedBytes}: a follower that is being sent that one can go on from it. Returns false if
     * there is a newer one already.
     */
    public boolean writeSnapshot(
            long index, int term, VoterSet voters, byte[] state, long retainedBytes)
            throws IOException {
        if (index <= snapshots.newest().index()) {
            return false;
        }
        snapshots.write(new SnapshotId(index, term), voters, state);
        log.dropPrefix(snapshots.previous().index(), retainedBytes);
        return true;
    }

    /** The state in the newest snapshot. */
    public byte[] readSnapshot() throws IOException {
        return snapshots.read();
    }

    /** A piece of a snapshot's file. */
    @SuppressWarnings("ArrayRecordComponent") // Opaque bytes on their way; nobody compares them.
    public record SnapshotPiece(long totalBytes, byte[] data) {}

    /** A piece of the snapshot {@code index, term}; null when newer ones replaced it. */
    public @Nullable SnapshotPiece readSnapshotPiece(
            long index, int term, long offset, int bytesMax) throws IOException {
        SnapshotFiles.Piece piece =
                snapshots.readPiece(new SnapshotId(index, term), offset, bytesMax);
        return piece == null ? null : new SnapshotPiece(piece.total(), piece.data());
    }

    public void beginSnapshot() throws IOException {
        snapshots.beginReceiving();
    }

    public void receiveSnapshot(long offset, byte[] data) throws IOException {
        snapshots.receive(offset, data);
    }

    /**
     * Checks what was received and makes it durable. Returns the voters it names, none if it names
     * none; null if it is damaged.
     */
    public @Nullable VoterSet finishSnapshot(long index, int term) throws IOException {
        return snapshots.finishReceiving(new SnapshotId(index, term));
    }

    public void close() throws IOException {
        snapshots.close();
        log.close();
    }
}
