package io.odradek.broker.replica;

import io.odradek.broker.net.PeerTransport;
import io.odradek.controller.image.BrokerImage;
import io.odradek.log.partition.HeldSegment;
import io.odradek.log.partition.LogException;
import io.odradek.log.partition.SegmentDamage;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Puts damaged segments right with the bytes of other replicas, in place, one segment of a
 * partition at a time. Confined to its shard; files are read and written on I/O threads.
 */
final class Repairs {
    private static final Logger log = LoggerFactory.getLogger(Repairs.class);

    /** For so long nothing is tried again where nobody could help. */
    private static final long PAUSE_NANOS = 10_000_000_000L;

    /** What another replica may send to repair one place. */
    private static final int BYTES_MAX = 64 << 20;

    private final ShardReplicas shard;
    private final String listener;
    private final PeerTransport peers;
    private final Map<PartitionKey, Repair> running = new HashMap<>();
    private final Map<PartitionKey, Long> notBefore = new HashMap<>();

    Repairs(ShardReplicas shard, String listener, PeerTransport peers) {
        this.shard = shard;
        this.listener = listener;
        this.peers = peers;
    }

    /** The batch at that offset is not what was written. Told as often as it is met. */
    void damaged(HostedPartition partition, long offset) {
        PartitionKey key = partition.key();
        @Nullable Long pause = notBefore.get(key);
        if (running.containsKey(key) || (pause != null && shard.now() - pause < 0)) {
            return;
        }
        notBefore.remove(key);
        @Nullable HeldSegment held;
        try {
            held = partition.log().hold(offset, partition.replica().highWatermark());
        } catch (LogException e) {
            shard.logFailed(partition, e);
            return;
        }
        if (held != null) {
            Repair repair = new Repair(partition, held);
            running.put(key, repair);
            repair.look();
        }
    }

    /** A partition has left: nothing more is to be known of it. */
    void forget(PartitionKey key) {
        notBefore.remove(key);
    }

    /** One segment until it is sound, or nobody can help. */
    private final class Repair {
        private final HostedPartition partition;
        private final HeldSegment held;
        private final ArrayDeque<BrokerImage> helpers = new ArrayDeque<>();
        private @Nullable SegmentDamage damage;
        private ByteBuffer given = ByteBuffer.allocate(0);
        private boolean said;

        Repair(HostedPartition partition, HeldSegment held) {
            this.partition = partition;
            this.held = held;
        }

        /** Reads the segment. */
        void look() {
            shard.onDisk(
                    () -> {
                        try {
                            @Nullable SegmentDamage found = held.damage();
                            shard.shard().execute(() -> found(found));
                        } catch (IOException e) {
                            shard.diskFailed(partition, e);
                            shard.shard().execute(() -> failed(e.getMessage()));
                        }
                    });
        }

        private void found(@Nullable SegmentDamage found) {
            if (found == null) {
                end();
                return;
            }
            if (damage != null && found.position() <= damage.position()) {
                failed("the disk does not keep what is written to it");
                return;
            }
            damage = found;
            if (!said) {
                said = true;
                log.warn(
                        "Partition {}-{}: {} is not what was written there. Nobody is sent it; asking other replicas for it.",
                        partition.topic(),
                        partition.key().partition(),
                        found);
            }
            helpers.clear();
            for (int id : candidates()) {
                @Nullable BrokerImage broker = shard.image().brokers().get(id);
                if (broker != null && !broker.fenced()) {
                    helpers.add(broker);
                }
            }
            next();
        }

        /** The leader first, then whoever is in sync, then whoever else has a replica. */
        private Set<Integer> candidates() {
            Set<Integer> order = new LinkedHashSet<>();
            shard.image()
                    .partition(partition.key().topicId(), partition.key().partition())
                    .ifPresent(
                            image -> {
                                order.add(image.leader());
                                order.addAll(image.isr());
                                order.addAll(image.replicas());
                            });
            order.remove(shard.rules().brokerId());
            return order;
        }

        private void next() {
            @Nullable BrokerImage helper = helpers.poll();
            @Nullable SegmentDamage at = damage;
            if (helper == null || at == null) {
                failed("no other replica could give it");
                return;
            }
            given = ByteBuffer.allocate(0);
            ask(helper, at, at.repairOffset());
        }

        private void ask(BrokerImage helper, SegmentDamage at, long offset) {
            BrokerImage.@Nullable Endpoint endpoint = helper.endpoint(listener).orElse(null);
            if (endpoint == null || given.limit() > BYTES_MAX) {
                next();
                return;
            }
            new RepairFetch(
                            shard.shard(),
                            partition.key(),
                            offset,
                            records -> {
                                if (records == null) {
                                    next();
                                } else {
                                    mend(helper, at, records);
                                }
                            })
                    .begin(peers, endpoint.host(), endpoint.port());
        }

        private void mend(BrokerImage helper, SegmentDamage at, ByteBuffer records) {
            given =
                    ByteBuffer.allocate(given.limit() + records.remaining())
                            .put(given.duplicate())
                            .put(records)
                            .flip();
            ByteBuffer batches = given;
            shard.onDisk(
                    () -> {
                        try {
                            HeldSegment.Mending mending = held.mend(at, batches);
                            shard.shard().execute(() -> mended(helper, at, mending));
                        } catch (IOException e) {
                            shard.diskFailed(partition, e);
                            shard.shard().execute(() -> failed(e.getMessage()));
                        }
                    });
        }

        private void mended(BrokerImage helper, SegmentDamage at, HeldSegment.Mending mending) {
            switch (mending) {
                case HeldSegment.Mending.Done(int bytes) -> {
                    log.warn(
                            "Partition {}-{}: repaired {} with {} bytes of broker {}. Look after that disk.",
                            partition.topic(),
                            partition.key().partition(),
                            at,
                            bytes,
                            helper.id());
                    look();
                }
                case HeldSegment.Mending.NeedsMore(long from) -> ask(helper, at, from);
                case HeldSegment.Mending.Differs() -> next();
            }
        }

        private void failed(@Nullable String why) {
            log.error(
                    "Partition {}-{}: {} stays damaged: {}. Reads from there fail with KAFKA_STORAGE_ERROR; the next attempt comes with the next read. If no replica has it, DeleteRecords up to a later offset gives it up.",
                    partition.topic(),
                    partition.key().partition(),
                    damage == null ? held : damage,
                    why);
            notBefore.put(partition.key(), shard.now() + PAUSE_NANOS);
            end();
        }

        private void end() {
            running.remove(partition.key());
            shard.onDisk(
                    () -> {
                        try {
                            held.close();
                        } catch (IOException e) {
                            log.warn("Closing a repaired segment failed.", e);
                        }
                    });
        }
    }
}
