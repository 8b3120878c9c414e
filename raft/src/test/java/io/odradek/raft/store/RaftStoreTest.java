package io.odradek.raft.store;

import static io.odradek.raft.RaftStatus.Voter.NO_DIRECTORY;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.log.io.SimDisk;
import io.odradek.log.io.SimulatedCrash;
import io.odradek.raft.Entry;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.quorum.VoterSet;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

final class RaftStoreTest {

    private static final Path DIRECTORY = Path.of("/data/raft");
    private static final int SEGMENT_BYTES = 400;
    private static final byte[] STATE =
            "everything".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private static final VoterSet VOTERS =
            new VoterSet(List.of(new Voter(7, new UUID(1, 2), "c7.example", 9093)));

    private final SimDisk disk = new SimDisk(new SplittableRandom(3));
    private final Found found = new Found();

    /** What recovery showed. */
    private static final class Found implements LogVisitor {
        long baseIndex;
        int baseTerm;
        final List<Entry> entries = new ArrayList<>();

        @Override
        public void begin(long index, int term) {
            baseIndex = index;
            baseTerm = term;
            entries.clear();
        }

        @Override
        public void entry(Entry entry) {
            entries.add(entry);
        }

        long lastIndex() {
            return baseIndex + entries.size();
        }
    }

    private RaftStore open() throws IOException {
        return RaftStore.open(disk, DIRECTORY, SEGMENT_BYTES, found);
    }

    private static Entry entry(long index, int term) {
        return new Entry(index, term, Entry.Kind.COMMAND, new byte[] {(byte) index, 2, 3, 4, 5});
    }

    private static void append(RaftStore store, long from, long to, int term) throws IOException {
        for (long index = from; index <= to; index++) {
            store.append(List.of(entry(index, term)), index == 1 ? 0 : term);
        }
    }

    private List<Path> files(String suffix) throws IOException {
        return disk.list(DIRECTORY).stream().filter(p -> p.toString().endsWith(suffix)).toList();
    }

    @Test
    void whatWasSyncedIsThereAfterACrash() throws IOException {
        RaftStore store = open();
        store.saveVote(4, 2, NO_DIRECTORY);
        append(store, 1, 50, 4);
        store.sync();
        append(store, 51, 60, 4);
        disk.crash();
        RaftStore again = open();
        assertEquals(4, again.recoveredTerm());
        assertEquals(2, again.recoveredVote());
        assertTrue(found.lastIndex() >= 50, "last is " + found.lastIndex());
        for (int i = 0; i < 50; i++) {
            assertEquals(entry(i + 1, 4), found.entries.get(i));
        }
        assertTrue(files(".raftlog").size() > 2);
    }

    @Test
    void whatAFailedSyncLeftInThePageCacheIsOnTheDiskOnceItIsRecovered() throws IOException {
        for (int seed = 0; seed < 40; seed++) {
            SimDisk unlucky = new SimDisk(new SplittableRandom(seed));
            RaftStore store = RaftStore.open(unlucky, DIRECTORY, 1 << 20, found);
            store.saveVote(1, 1, NO_DIRECTORY);
            append(store, 1, 40, 1);
            unlucky.failNext(SimDisk.Operation.SYNC, 1);
            assertThrows(IOException.class, store::sync);
            unlucky.kill();
            RaftStore again = RaftStore.open(unlucky, DIRECTORY, 1 << 20, found);
            assertEquals(40, found.lastIndex());
            append(again, 41, 42, 1);
            again.sync();
            unlucky.crash();
            RaftStore.open(unlucky, DIRECTORY, 1 << 20, found);
            assertEquals(42, found.lastIndex(), "seed " + seed);
        }
    }

    @Test
    void tornTailIsCutAtTheLastWholeEntry() throws IOException {
        RaftStore store = open();
        store.saveVote(1, 1, NO_DIRECTORY);
        append(store, 1, 3, 1);
        store.sync();
        append(store, 4, 4, 1);
        store.close();
        Path file = files(".raftlog").getFirst();
        try (DiskFile log = disk.open(file, Disk.Mode.READ_WRITE)) {
            log.truncate(log.size() - 2);
        }
        RaftStore again = open();
        assertEquals(3, found.lastIndex());
        again.append(List.of(entry(4, 1)), 1);
        again.sync();
        open();
        assertEquals(4, found.lastIndex());
    }

    @Test
    void damagedMiddleIsRefusedWithFileAndPosition() throws IOException {
        RaftStore store = open();
        store.saveVote(1, 1, NO_DIRECTORY);
        append(store, 1, 3, 1);
        store.sync();
        append(store, 4, 5, 1);
        store.sync();
        store.close();
        Path file = files(".raftlog").getFirst();
        long entryBytes = EntryFormat.sizeOf(entry(1, 1));
        long second = Segment.HEAD_BYTES + entryBytes;
        disk.flipBit(file, (second + EntryFormat.HEAD_BYTES) * 8);
        CorruptStoreException refused = assertThrows(CorruptStoreException.class, () -> open());
        assertEquals(file, refused.file());
        assertEquals(second, refused.position());
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("entry 2 is unreadable"), message);
    }

    @Test
    void damageInAnOlderFileIsRefused() throws IOException {
        RaftStore store = open();
        store.saveVote(1, 1, NO_DIRECTORY);
        append(store, 1, 40, 1);
        store.close();
        Path oldest = files(".raftlog").getFirst();
        disk.flipBit(oldest, 8 * (SEGMENT_BYTES - 20L));
        assertEquals(oldest, assertThrows(CorruptStoreException.class, () -> open()).file());
    }

    @Test
    void missingVoteBesideALogIsRefused() throws IOException {
        RaftStore store = open();
        store.saveVote(3, 1, NO_DIRECTORY);
        append(store, 1, 3, 3);
        store.close();
        disk.delete(DIRECTORY.resolve("quorum-state"));
        CorruptStoreException refused = assertThrows(CorruptStoreException.class, () -> open());
        assertTrue(String.valueOf(refused.getMessage()).contains("quorum-state"));
    }

    @Test
    void damagedVoteIsRefused() throws IOException {
        open().saveVote(3, 1, NO_DIRECTORY);
        disk.flipBit(DIRECTORY.resolve("quorum-state"), 8 * 15L);
        assertThrows(CorruptStoreException.class, () -> open());
    }

    @Test
    void readsCrossFilesWithinTheirBudget() throws IOException {
        RaftStore store = open();
        append(store, 1, 60, 1);
        int weight = entry(1, 1).weight();
        assertEquals(10, store.read(25, 60, 10 * weight).size());
        assertEquals(entry(25, 1), store.read(25, 60, 10 * weight).getFirst());
        assertEquals(1, store.read(25, 60, 1).size());
        assertEquals(36, store.read(25, 60, 1 << 20).size());
        assertEquals(6, store.read(25, 30, 1 << 20).size());
    }

    @Test
    void snapshotDropsTheLogBeforeItsPredecessor() throws IOException {
        RaftStore store = open();
        store.saveVote(1, 1, NO_DIRECTORY);
        append(store, 1, 60, 1);
        store.sync();
        assertTrue(store.writeSnapshot(30, 1, VOTERS, STATE, 0));
        assertEquals(1, store.firstIndex());
        assertTrue(store.writeSnapshot(60, 1, VOTERS, STATE, 0));
        assertTrue(store.firstIndex() > 1 && store.firstIndex() <= 31, "" + store.firstIndex());
        assertFalse(store.writeSnapshot(50, 1, VOTERS, STATE, 0));
        assertEquals(List.of(), store.read(1, 60, 1000));
        assertNotNull(store.readSnapshotPiece(30, 1, 0, 10));
        disk.crash();
        RaftStore again = open();
        assertEquals(60, again.snapshotIndex());
        assertArrayEquals(STATE, again.readSnapshot());
        assertEquals(60, found.lastIndex());
        assertEquals(1, found.baseTerm);
    }

    @Test
    void snapshotTravelsInPiecesAndIsCheckedAtTheEnd() throws IOException {
        RaftStore source = open();
        source.saveVote(1, 1, NO_DIRECTORY);
        append(source, 1, 5, 1);
        source.sync();
        source.writeSnapshot(5, 1, VOTERS, STATE, 0);
        SimDisk other = new SimDisk(new SplittableRandom(4));
        Found there = new Found();
        RaftStore target = RaftStore.open(other, DIRECTORY, SEGMENT_BYTES, there);
        target.saveVote(1, 1, NO_DIRECTORY);
        copy(source, target, 0);
        assertEquals(VOTERS, target.finishSnapshot(5, 1));
        assertArrayEquals(STATE, target.readSnapshot());
        other.crash();
        RaftStore again = RaftStore.open(other, DIRECTORY, SEGMENT_BYTES, there);
        assertEquals(5, again.snapshotIndex());
        assertEquals(5, there.baseIndex);
        assertEquals(1, there.baseTerm);
    }

    @Test
    void snapshotDamagedOnItsWayIsDropped() throws IOException {
        RaftStore source = open();
        append(source, 1, 5, 1);
        source.writeSnapshot(5, 1, VOTERS, STATE, 0);
        SimDisk other = new SimDisk(new SplittableRandom(4));
        RaftStore target = RaftStore.open(other, DIRECTORY, SEGMENT_BYTES, new Found());
        copy(source, target, 1);
        assertNull(target.finishSnapshot(5, 1));
        assertEquals(0, target.snapshotIndex());
    }

    private static void copy(RaftStore source, RaftStore target, int damage) throws IOException {
        target.beginSnapshot();
        long offset = 0;
        while (true) {
            var piece = source.readSnapshotPiece(5, 1, offset, 7);
            if (piece == null || piece.data().length == 0) {
                return;
            }
            byte[] data = piece.data();
            data[0] ^= (byte) (offset == 28 ? damage : 0);
            target.receiveSnapshot(offset, data);
            offset += data.length;
        }
    }

    // ---- a crash at every operation

    /** What the store promised so far, and what it had been asked for at most. */
    private static final class Model {
        final List<Entry> written = new ArrayList<>();
        int promised;
        int termAsked;
        int termPromised;
    }

    @Test
    void aCrashAtAnyOperationLosesNothingThatWasPromised() throws IOException {
        for (int seed = 0; seed < 4; seed++) {
            long operations = 1;
            for (long n = 1; n <= operations; n++) {
                operations = crashAt(n, seed);
            }
            assertTrue(operations > 80, "too few operations: " + operations);
        }
    }

    /** Runs the story until operation {@code n}, and checks what a restart finds. */
    private static long crashAt(long n, int seed) throws IOException {
        SimDisk disk = new SimDisk(new SplittableRandom(seed * 1000L + n));
        Model model = new Model();
        disk.crashAtOperation(n);
        boolean crashed = false;
        try {
            story(RaftStore.open(disk, DIRECTORY, SEGMENT_BYTES, new Found()), model);
        } catch (SimulatedCrash expected) {
            crashed = true;
        }
        long operations = disk.operations();
        disk.crash();
        String where = "seed " + seed + ", crash at operation " + n;
        Found found = new Found();
        try {
            RaftStore again = RaftStore.open(disk, DIRECTORY, SEGMENT_BYTES, found);
            check(where, model, again, found);
        } catch (CorruptStoreException e) {
            fail(where, e);
        }
        return crashed ? operations + 1 : operations;
    }

    private static void check(String where, Model model, RaftStore store, Found found)
            throws IOException {
        assertTrue(store.recoveredTerm() >= model.termPromised, where);
        assertTrue(store.recoveredTerm() <= model.termAsked, where);
        assertTrue(found.lastIndex() >= model.promised, where + ": " + found.lastIndex());
        assertTrue(found.lastIndex() <= model.written.size(), where);
        for (Entry entry : found.entries) {
            if (entry.index() <= model.promised) {
                assertEquals(model.written.get((int) entry.index() - 1), entry, where);
            }
        }
        if (store.snapshotIndex() > 0) {
            assertArrayEquals(STATE, store.readSnapshot(), where);
        }
    }

    private static void story(RaftStore store, Model model) throws IOException {
        vote(store, model, 1);
        write(store, model, 1, 1, 25);
        sync(store, model);
        write(store, model, 1, 26, 30);
        vote(store, model, 2);
        model.promised = Math.min(model.promised, 21);
        store.truncateFrom(22);
        model.written.subList(21, model.written.size()).clear();
        write(store, model, 2, 22, 40);
        sync(store, model);
        store.writeSnapshot(20, 1, VOTERS, STATE, 0);
        store.writeSnapshot(38, 2, VOTERS, STATE, 0);
        write(store, model, 2, 41, 45);
        sync(store, model);
    }

    private static void vote(RaftStore store, Model model, int term) throws IOException {
        model.termAsked = term;
        store.saveVote(term, 1, NO_DIRECTORY);
        model.termPromised = term;
    }

    private static void write(RaftStore store, Model model, int term, long from, long to)
            throws IOException {
        for (long index = from; index <= to; index++) {
            Entry entry = entry(index, term);
            int previous = model.written.isEmpty() ? 0 : model.written.getLast().term();
            model.written.add(entry);
            store.append(List.of(entry), previous);
        }
    }

    private static void sync(RaftStore store, Model model) throws IOException {
        store.sync();
        model.promised = model.written.size();
    }

    @Test
    void lengthOnTheDiskNeverAllocatesMoreThanTheFileHolds() throws IOException {
        RaftStore store = open();
        store.saveVote(1, 1, NO_DIRECTORY);
        append(store, 1, 2, 1);
        store.sync();
        store.close();
        Path file = files(".raftlog").getFirst();
        try (DiskFile log = disk.open(file, Disk.Mode.READ_WRITE)) {
            ByteBuffer huge = ByteBuffer.allocate(8).putInt(7 << 20).putInt(0).flip();
            log.write(huge, log.size());
        }
        open();
        assertEquals(2, found.lastIndex());
    }

    @Test
    void voteRemembersTheDirectoryItWasGivenTo() throws IOException {
        UUID directory = UUID.fromString("6f9619ff-8b86-d011-b42d-00cf4fc964ff");
        open().saveVote(9, 4, directory);
        RaftStore again = open();
        assertEquals(9, again.recoveredTerm());
        assertEquals(4, again.recoveredVote());
        assertEquals(directory, again.recoveredVoteDirectory());
    }

    @Test
    void snapshotRemembersItsVoters() throws IOException {
        RaftStore store = open();
        store.saveVote(1, 1, NO_DIRECTORY);
        append(store, 1, 5, 1);
        store.sync();
        store.writeSnapshot(5, 1, VOTERS, STATE, 0);
        store.close();
        assertEquals(VOTERS, open().recoveredVoters());
    }

    @Test
    void snapshotOfTheFirstFormatIsStillRead() throws IOException {
        RaftStore store = open();
        store.saveVote(1, 1, NO_DIRECTORY);
        append(store, 1, 5, 1);
        store.sync();
        store.close();
        ByteBuffer old = ByteBuffer.allocate(28 + STATE.length + 4);
        old.putInt(0x4f52534e).putInt(1).putLong(5).putInt(1).putLong(STATE.length).put(STATE);
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(old.slice(0, old.position()));
        old.putInt((int) crc.getValue()).flip();
        Path file = DIRECTORY.resolve("snapshot-%020d-%010d".formatted(5, 1));
        try (DiskFile target = disk.open(file, Disk.Mode.CREATE)) {
            target.write(old, 0);
            target.sync();
        }
        disk.syncDirectory(DIRECTORY);
        RaftStore again = open();
        assertArrayEquals(STATE, again.readSnapshot());
        assertEquals(VoterSet.NONE, again.recoveredVoters());
    }

    @Test
    void snapshotWhoseVotersAreDamagedIsRefused() throws IOException {
        RaftStore store = open();
        store.saveVote(1, 1, NO_DIRECTORY);
        append(store, 1, 5, 1);
        store.sync();
        store.writeSnapshot(5, 1, VOTERS, STATE, 0);
        store.close();
        disk.flipBit(DIRECTORY.resolve("snapshot-%020d-%010d".formatted(5, 1)), 40 * 8);
        assertThrows(CorruptStoreException.class, this::open);
    }

    @Test
    void damagedSnapshotIsNeverSent() throws IOException {
        RaftStore store = open();
        store.saveVote(1, 1, NO_DIRECTORY);
        append(store, 1, 5, 1);
        store.sync();
        store.writeSnapshot(5, 1, VOTERS, STATE, 0);
        Path file = DIRECTORY.resolve("snapshot-%020d-%010d".formatted(5, 1));
        disk.flipBit(file, (disk.open(file, Disk.Mode.READ).size() - 6) * 8);
        assertThrows(CorruptStoreException.class, () -> store.readSnapshotPiece(5, 1, 0, 10));
    }
}
