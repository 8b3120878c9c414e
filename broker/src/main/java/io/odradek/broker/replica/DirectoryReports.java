package io.odradek.broker.replica;

import com.google.protobuf.UnsafeByteOperations;

import io.odradek.broker.metadata.ControlTransport;
import io.odradek.controller.image.PartitionImage;
import io.odradek.log.io.Shard;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.codec.WireWriter;
import io.odradek.wire.control.ForwardRequest;
import io.odradek.wire.control.ForwardResponse;
import io.odradek.wire.message.AssignReplicasToDirsRequest;
import io.odradek.wire.message.AssignReplicasToDirsRequest.DirectoryData;
import io.odradek.wire.message.AssignReplicasToDirsRequest.PartitionData;
import io.odradek.wire.message.AssignReplicasToDirsRequest.TopicData;
import io.odradek.wire.message.AssignReplicasToDirsResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Tells the controller in which directories replicas are where it does not know yet (KIP-858): so
 * that the news that a directory failed is enough to know who is out of service. One request at a
 * time; what comes meanwhile goes together with the next. Confined to the control shard.
 */
final class DirectoryReports {
    private static final Logger log = LoggerFactory.getLogger(DirectoryReports.class);
    private static final long RETRY_NANOS = 200_000_000;
    private static final long TIMEOUT_MS = 10_000;
    private static final int ITEMS_MAX = 2_000;

    private final ControlTransport transport;
    private final Shard control;
    private final int brokerId;
    private final LongSupplier brokerEpoch;
    private final boolean several;
    private final Map<PartitionKey, UUID> actual = new HashMap<>();
    private final Map<PartitionKey, UUID> waiting = new LinkedHashMap<>();
    private boolean inFlight;
    private boolean closed;

    /**
     * @param several whether there is more than one directory: with one, there is nothing to ask
     */
    DirectoryReports(
            ControlTransport transport,
            Shard control,
            int brokerId,
            LongSupplier brokerEpoch,
            boolean several) {
        this.transport = transport;
        this.control = control;
        this.brokerId = brokerId;
        this.brokerEpoch = brokerEpoch;
        this.several = several;
    }

    /**
     * A replica is in {@code directory}.
     *
     * @param assigned what metadata says
     */
    void isIn(PartitionKey key, UUID directory, UUID assigned) {
        actual.put(key, directory);
        says(key, assigned);
    }

    /** What metadata says of a replica now. */
    void says(PartitionKey key, UUID assigned) {
        @Nullable UUID directory = actual.get(key);
        if (directory == null
                || directory.equals(assigned)
                || (!several && assigned.equals(PartitionImage.UNASSIGNED))) {
            waiting.remove(key);
        } else if (waiting.put(key, directory) == null) {
            // At the end of the turn: most come many at once.
            control.execute(this::sendNext);
        }
    }

    void forget(PartitionKey key) {
        actual.remove(key);
        waiting.remove(key);
    }

    void close() {
        closed = true;
        waiting.clear();
    }

    private void sendNext() {
        if (inFlight || closed || waiting.isEmpty() || brokerEpoch.getAsLong() < 0) {
            return;
        }
        inFlight = true;
        Map<PartitionKey, UUID> batch = new LinkedHashMap<>();
        for (Map.Entry<PartitionKey, UUID> entry : waiting.entrySet()) {
            if (batch.size() == ITEMS_MAX) {
                break;
            }
            batch.put(entry.getKey(), entry.getValue());
        }
        AssignReplicasToDirsRequest request = request(batch);
        short version = AssignReplicasToDirsRequest.MAX_VERSION;
        ByteBuffer body = ByteBuffer.allocate(request.size(version));
        request.write(new WireWriter(body), version);
        ForwardRequest forward =
                ForwardRequest.newBuilder()
                        .setApiKey(ApiKey.ASSIGN_REPLICAS_TO_DIRS.id())
                        .setApiVersion(version)
                        .setBody(UnsafeByteOperations.unsafeWrap(body.flip()))
                        .build();
        var unused =
                transport
                        .forward(forward, TIMEOUT_MS)
                        .whenComplete(
                                (answer, failure) ->
                                        control.execute(() -> answered(batch, answer, failure)));
    }

    private AssignReplicasToDirsRequest request(Map<PartitionKey, UUID> batch) {
        Map<UUID, Map<UUID, List<PartitionData>>> sorted = new LinkedHashMap<>();
        batch.forEach(
                (key, directory) ->
                        sorted.computeIfAbsent(directory, _ -> new LinkedHashMap<>())
                                .computeIfAbsent(key.topicId(), _ -> new ArrayList<>())
                                .add(new PartitionData(key.partition())));
        List<DirectoryData> directories = new ArrayList<>();
        sorted.forEach(
                (directory, topics) -> {
                    List<TopicData> list = new ArrayList<>();
                    topics.forEach((id, partitions) -> list.add(new TopicData(id, partitions)));
                    directories.add(new DirectoryData(directory, list));
                });
        return new AssignReplicasToDirsRequest(brokerId, brokerEpoch.getAsLong(), directories);
    }

    private void answered(
            Map<PartitionKey, UUID> batch,
            @Nullable ForwardResponse answer,
            @Nullable Throwable failure) {
        boolean taken = failure == null && answer != null && answer.getErrorCode() == 0;
        if (taken && answer != null) {
            WireReader in = new WireReader(answer.getBody().asReadOnlyByteBuffer());
            var response =
                    AssignReplicasToDirsResponse.read(in, AssignReplicasToDirsRequest.MAX_VERSION);
            taken = response.errorCode() == 0;
            if (!taken) {
                log.info(
                        "The controller did not take where {} replicas are ({}); trying again.",
                        batch.size(),
                        ErrorCode.forCode(response.errorCode()));
            }
        }
        if (taken) {
            // What it refused of these it does not know any more; metadata says so, too.
            batch.forEach(waiting::remove);
            inFlight = false;
            sendNext();
            return;
        }
        var unused =
                control.schedule(
                        () -> {
                            inFlight = false;
                            sendNext();
                        },
                        RETRY_NANOS);
    }
}
