package io.odradek.tools.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.odradek.tools.cli.Ran;

import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.QuorumInfos;
import org.apache.kafka.clients.admin.RaftVoterEndpoint;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

class QuorumTextTest {

    private static final Uuid DIRECTORY = Uuid.fromString("85o0VykNQAKA4Bs7Dzc7eg");

    private static QuorumInfo.ReplicaState replica(
            int id, Uuid directory, long end, long caughtUp) {
        return QuorumInfos.replica(id, directory, end, 1000, caughtUp);
    }

    private static final QuorumInfo QUORUM =
            QuorumInfos.quorum(
                    2,
                    7,
                    90,
                    List.of(
                            replica(1, Uuid.ZERO_UUID, 80, 700),
                            replica(2, DIRECTORY, 100, 1000),
                            replica(3, Uuid.ZERO_UUID, 95, 900)),
                    List.of(replica(4, DIRECTORY, 60, -1)),
                    Map.of(2, new RaftVoterEndpoint("CONTROLLER", "::1", 9093)));

    @Test
    void theStatusNamesTheSlowestVoterAndWhereControllersAre() {
        assertEquals(
                """
                ClusterId:              c
                LeaderId:               2
                LeaderEpoch:            7
                HighWatermark:          90
                MaxFollowerLag:         20
                MaxFollowerLagTimeMs:   300
                CurrentVoters:          [{"id": 1}, {"id": 2, "directoryId": "85o0VykNQAKA4Bs7Dzc7eg", "endpoints": ["CONTROLLER://[::1]:9093"]}, {"id": 3}]
                CurrentObservers:       [{"id": 4, "directoryId": "85o0VykNQAKA4Bs7Dzc7eg"}]"""
                        .lines()
                        .toList(),
                QuorumText.status("c", QUORUM));
    }

    @Test
    void replicationListsLeaderFollowersAndObserversInPaddedColumns() {
        StringWriter text = new StringWriter();
        Table.print(
                new PrintWriter(text),
                QuorumText.REPLICATION_HEADERS,
                QuorumText.replication(QUORUM, false, 0));
        assertEquals(
                List.of(
                        "NodeId\tDirectoryId           \tLogEndOffset\tLag\tLastFetchTimestamp\tLastCaughtUpTimestamp\tStatus  \t",
                        "2     \t85o0VykNQAKA4Bs7Dzc7eg\t100         \t0  \t1000              \t1000                 \tLeader  \t",
                        "1     \tAAAAAAAAAAAAAAAAAAAAAA\t80          \t20 \t1000              \t700                  \tFollower\t",
                        "3     \tAAAAAAAAAAAAAAAAAAAAAA\t95          \t5  \t1000              \t900                  \tFollower\t",
                        "4     \t85o0VykNQAKA4Bs7Dzc7eg\t60          \t40 \t1000              \t-1                   \tObserver\t"),
                text.toString().lines().toList());
    }

    @Test
    void timesCanBeShownAsAges() {
        List<String> row = QuorumText.replication(QUORUM, true, 1500).get(1);
        assertEquals("500 ms ago", row.get(4));
        assertEquals("800 ms ago", row.get(5));
    }

    @Test
    void theCommandLineIsCheckedInKafkasWords() {
        assertEquals(
                "One of --status or --replication must be specified with describe sub-command",
                quorum("--bootstrap-server", "localhost:1", "describe").complaint());
        assertEquals(
                "Only one of --status or --replication should be specified with describe sub-command",
                quorum("--bootstrap-server", "localhost:1", "describe", "--status", "--replication")
                        .complaint());
        assertEquals(
                "The option --human-readable is only supported along with --replication",
                quorum("--bootstrap-server", "localhost:1", "describe", "--status", "-hr")
                        .complaint());
        assertEquals(1, quorum("describe", "--status").status());
        assertEquals(
                "one of the arguments --bootstrap-server --bootstrap-controller is required",
                quorum("describe", "--status").complaint());
        assertEquals(1, quorum("--bootstrap-server", "localhost:1", "add-controller").status());
    }

    private static Ran quorum(String... args) {
        return Ran.run(new MetadataQuorumCommand(), args);
    }
}
