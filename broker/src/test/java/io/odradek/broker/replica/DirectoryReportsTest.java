package io.odradek.broker.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.UnsafeByteOperations;

import io.odradek.broker.metadata.FakeTransport;
import io.odradek.broker.support.ManualShard;
import io.odradek.controller.image.PartitionImage;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.codec.WireWriter;
import io.odradek.wire.control.ForwardResponse;
import io.odradek.wire.message.AssignReplicasToDirsRequest;
import io.odradek.wire.message.AssignReplicasToDirsResponse;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

final class DirectoryReportsTest {
    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(1, 2);
    private static final PartitionKey ONE = new PartitionKey(new UUID(5, 5), 0);
    private static final PartitionKey TWO = new PartitionKey(new UUID(5, 5), 1);

    private final ManualShard control = new ManualShard();
    private final FakeTransport transport = new FakeTransport();

    private DirectoryReports reports(boolean several) {
        return new DirectoryReports(transport, control, 7, () -> 70, several);
    }

    private AssignReplicasToDirsRequest sent() {
        return AssignReplicasToDirsRequest.read(
                new WireReader(transport.forwarded.getLast().getBody().asReadOnlyByteBuffer()),
                (short) 0);
    }

    private void answer(ErrorCode error) {
        AssignReplicasToDirsResponse response =
                new AssignReplicasToDirsResponse(0, error.code(), List.of());
        ByteBuffer body = ByteBuffer.allocate(response.size((short) 0));
        response.write(new WireWriter(body), (short) 0);
        transport
                .forwardAnswers
                .getLast()
                .complete(
                        ForwardResponse.newBuilder()
                                .setBody(UnsafeByteOperations.unsafeWrap(body.flip()))
                                .build());
        control.run();
    }

    @Test
    void whatTheControllerDoesNotKnowIsToldTogether() {
        DirectoryReports reports = reports(true);
        reports.isIn(ONE, A, PartitionImage.UNASSIGNED);
        reports.isIn(TWO, B, A);
        control.run();
        assertEquals(1, transport.forwarded.size());
        assertEquals(7, sent().brokerId());
        assertEquals(70, sent().brokerEpoch());
        assertEquals(List.of(A, B), sent().directories().stream().map(d -> d.id()).toList());
        answer(ErrorCode.NONE);
        reports.says(ONE, A);
        reports.says(TWO, B);
        control.run();
        assertEquals(1, transport.forwarded.size());
        reports.says(TWO, PartitionImage.UNASSIGNED);
        control.run();
        assertEquals(2, transport.forwarded.size());
    }

    @Test
    void aControllerThatDoesNotTakeItIsToldAgain() {
        reports(true).isIn(ONE, A, PartitionImage.UNASSIGNED);
        control.run();
        answer(ErrorCode.STALE_BROKER_EPOCH);
        assertEquals(1, transport.forwarded.size());
        control.advanceMs(200);
        assertEquals(2, transport.forwarded.size());
        assertEquals(A, sent().directories().getFirst().id());
    }

    @Test
    void aBrokerWithOneDirectoryHasNothingToSayUnlessItIsAnother() {
        DirectoryReports reports = reports(false);
        reports.isIn(ONE, A, PartitionImage.UNASSIGNED);
        reports.isIn(TWO, A, A);
        control.run();
        assertEquals(0, transport.forwarded.size());
        reports.says(TWO, B);
        control.run();
        assertEquals(1, transport.forwarded.size());
    }
}
