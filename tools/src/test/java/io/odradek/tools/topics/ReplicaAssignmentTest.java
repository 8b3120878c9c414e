package io.odradek.tools.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.odradek.tools.cli.Failure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

class ReplicaAssignmentTest {

    @Test
    void commasSeparatePartitionsAndColonsReplicas() {
        assertEquals(
                Map.of(0, List.of(1, 2), 1, List.of(2, 3)), ReplicaAssignment.parse("1:2, 2 : 3"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1:1 | Partition replica lists may not contain duplicate entries: 1",
                "1,1:2 | Partition 1 has different replication factor: [1, 2]",
                "x | 'x' in the replica assignment is not a broker id; write 1:2,2:3 to put partition 0 on brokers 1 and 2",
                "1, | '' in the replica assignment is not a broker id; write 1:2,2:3 to put partition 0 on brokers 1 and 2",
            })
    void whatIsNoAssignmentIsRefused(String text, String complaint) {
        Failure e = assertThrows(Failure.class, () -> ReplicaAssignment.parse(text));
        assertEquals(complaint, e.getMessage());
    }
}
