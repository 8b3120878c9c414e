package io.odradek.raft.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.VoterChange;
import io.odradek.raft.VoterChange.Reason;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

final class VoterSetTest {

    private static Voter voter(int id, long disk) {
        return new Voter(id, new UUID(id, disk), "c" + id + ".example", 9000 + id);
    }

    private static final VoterSet THREE =
            new VoterSet(List.of(voter(3, 1), voter(1, 1), voter(2, 1)));

    @Test
    void votersStandInOrderOfTheirIds() {
        assertEquals(List.of(1, 2, 3), THREE.voters().stream().map(Voter::id).toList());
    }

    @Test
    void anotherDirectoryIsAnotherVoter() {
        assertTrue(THREE.contains(2, new UUID(2, 1)));
        assertFalse(THREE.contains(2, new UUID(2, 2)));
        assertTrue(THREE.contains(2, Voter.NO_DIRECTORY));
        assertEquals(2, THREE.difference(THREE.with(voter(2, 2))));
        assertEquals(1, THREE.difference(THREE.without(2)));
    }

    @Test
    void anIdCannotComeTwice() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new VoterSet(List.of(voter(1, 1), voter(1, 2))));
    }

    @Test
    void bytesBringBackTheSameSet() {
        VoterSet odd = THREE.with(new Voter(900_000, new UUID(-1, -2), "höst", 65_535));
        assertEquals(odd, VoterSetFormat.decode(VoterSetFormat.encode(odd)));
        assertEquals(VoterSet.NONE, VoterSetFormat.decode(VoterSetFormat.encode(VoterSet.NONE)));
    }

    @Test
    void everyTruncationAndEveryAppendageIsRefused() {
        byte[] whole = VoterSetFormat.encode(THREE);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(IllegalArgumentException.class, () -> VoterSetFormat.decode(cut));
        }
        byte[] longer = Arrays.copyOf(whole, whole.length + 1);
        assertThrows(IllegalArgumentException.class, () -> VoterSetFormat.decode(longer));
    }

    @Test
    void randomBytesAreRefusedOrReadButNeverBreakTheReader() {
        long seed = 7;
        SplittableRandom random = new SplittableRandom(seed);
        byte[] whole = VoterSetFormat.encode(THREE);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                VoterSetFormat.decode(damaged);
            } catch (IllegalArgumentException refused) {
                assertFalse(String.valueOf(refused.getMessage()).isBlank(), "seed " + seed);
            }
        }
    }

    @Test
    void laterVersionsAreNamed() {
        byte[] later = VoterSetFormat.encode(THREE);
        later[0] = 2;
        String message =
                assertThrows(IllegalArgumentException.class, () -> VoterSetFormat.decode(later))
                        .getMessage();
        assertTrue(String.valueOf(message).contains("upgrade this node"), message);
    }

    private static Reason reason(VoterChange change) {
        return VoterChanges.refusal(THREE, change).orElseThrow().reason();
    }

    @Test
    void changesThatMakeNoSenseAreRefusedWithTheirReason() {
        assertEquals(Reason.DUPLICATE, reason(new VoterChange.Add(voter(2, 1))));
        assertEquals(Reason.DUPLICATE, reason(new VoterChange.Add(voter(2, 2))));
        assertEquals(Reason.NOT_FOUND, reason(new VoterChange.Remove(4, new UUID(4, 1))));
        assertEquals(Reason.NOT_FOUND, reason(new VoterChange.Remove(2, new UUID(2, 2))));
        assertEquals(Reason.NOT_FOUND, reason(new VoterChange.Update(voter(2, 2))));
        VoterSet one = new VoterSet(List.of(voter(1, 1)));
        assertEquals(
                Reason.LAST_VOTER,
                VoterChanges.refusal(one, new VoterChange.Remove(1, new UUID(1, 1)))
                        .orElseThrow()
                        .reason());
    }

    @Test
    void refusalsNameTheVoterTheCauseAndTheNextStep() {
        String message =
                VoterChanges.refusal(THREE, new VoterChange.Add(voter(2, 2)))
                        .orElseThrow()
                        .message();
        for (String part :
                List.of("Controller 2", new UUID(2, 1).toString(), "remove that voter")) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void anyTwoSetsThatDifferByOneVoterShareOneInTheirMajorities() {
        for (int size = 1; size <= 6; size++) {
            int both = Quorums.majority(size) + Quorums.majority(size + 1);
            assertTrue(both > size + 1, "sets of " + size + " and one more");
        }
    }
}
