package io.odradek.tools.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Set;

final class LogDirTextTest {
    @Test
    @SuppressWarnings("NullAway") // Apache's class takes null for no error.
    void directoriesAreToldAsJson() {
        LogDirDescription works =
                new LogDirDescription(
                        null,
                        Map.of(
                                new TopicPartition("b", 1), new ReplicaInfo(7, 2, true),
                                new TopicPartition("a", 0), new ReplicaInfo(5, 0, false)));
        LogDirDescription failed = new LogDirDescription(new KafkaStorageException("it"), Map.of());
        assertEquals(
                "{\"version\":1,\"brokers\":[{\"broker\":3,\"logDirs\":["
                        + "{\"partitions\":[{\"partition\":\"b-1\",\"size\":7,\"offsetLag\":2,\"isFuture\":true}],"
                        + "\"error\":null,\"logDir\":\"/d1\"},"
                        + "{\"partitions\":[],\"error\":\"org.apache.kafka.common.errors.KafkaStorageException\",\"logDir\":\"/d2\"}]}]}",
                LogDirsCommand.json(Map.of(3, Map.of("/d1", works, "/d2", failed)), Set.of("b")));
    }

    @Test
    void aReplicaThatIsNowhereIsInNoLiveDirectory() {
        assertEquals(
                "Partition a-0 is not found in any live log dir on broker 1. There is likely an offline log directory on the broker.",
                LogDirMoves.status(new TopicPartitionReplica("a", 0, 1), "/d", null));
    }
}
