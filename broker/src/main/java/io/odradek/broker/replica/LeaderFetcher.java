package io.odradek.broker.replica;

import io.odradek.broker.net.PeerLink;
import io.odradek.broker.net.PeerTransport;
import io.odradek.controller.image.BrokerImage;
import io.odradek.log.io.Shard;
import io.odradek.log.partition.LogException;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.ByteRecords;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.FetchRequest;
import io.odradek.wire.message.FetchResponse;
import io.odradek.wire.message.FetchResponse.FetchableTopicResponse;
import io.odradek.wire.message.FetchResponse.PartitionData;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Fetches the partitions of one shard that one broker leads, over one connection and in one fetch
 * session. Confined to the shard.
 *
 * <p>Records come as a stream: a partition is mentioned once with where its log ends, and from then
 * on the leader sends what comes next in answer to whatever request is waiting there. Later
 * mentions only tell progress. So several requests may be under way, and a flush that ends while
 * one is parked is told with the next.
 *
 * <p>A replica that is behind and throttled (KIP-73) streams as long as it has credit of the
 * follower's quota. When that is used up the leader is told to forget it, and it is mentioned anew
 * once there is more; the session's other partitions notice nothing.
 */
final class LeaderFetcher implements PeerLink.Events {
    private static final Logger log = LoggerFactory.getLogger(LeaderFetcher.class);
    private static final int IN_FLIGHT_MAX = 4;
    private static final long BACKOFF_MIN_NANOS = 20_000_000;
    private static final long BACKOFF_MAX_NANOS = 500_000_000;
    private static final long PAUSE_NANOS = 100_000_000;
    private static final long WATCH_NANOS = 5_000_000_000L;
    private static final int ERRORS_LOGGED_EVERY = 50;

    private final int leader;
    private final ShardReplicas shard;
    private final ReplicaSettings settings;
    private final ShardThrottle throttle;
    private final PeerTransport peers;
    private final Map<PartitionKey, Followed> followed = new LinkedHashMap<>();
    private final Set<PartitionKey> due = new LinkedHashSet<>();
    private final Set<PartitionKey> forgotten = new LinkedHashSet<>();
    private @Nullable PeerLink link;
    private @Nullable BrokerImage endpointOf;
    private boolean connected;
    private boolean reconnectDue;
    private boolean closed;
    private long backoffNanos = BACKOFF_MIN_NANOS;
    private int failures;
    private int sessionId;
    private int sessionEpoch;
    private long brokerEpoch = -1;
    private boolean fresh = true;
    private boolean opening;
    private long openedBy;
    private long lastSent;
    private long lastAnswered;
    private long lastHeard;

    LeaderFetcher(
            int leader,
            ShardReplicas shard,
            ReplicaSettings settings,
            ShardThrottle throttle,
            PeerTransport peers) {
        this.leader = leader;
        this.shard = shard;
        this.settings = settings;
        this.throttle = throttle;
        this.peers = peers;
    }

    int leader() {
        return leader;
    }

    boolean isIdle() {
        return followed.isEmpty();
    }

    /** Whether the partition is fetched from here in its current leader epoch. */
    boolean follows(HostedPartition partition) {
        @Nullable Followed known = followed.get(partition.key());
        PartitionReplica replica = partition.replica();
        return known != null
                && replica.isFollower()
                && replica.leader() == leader
                && known.leaderEpoch() == replica.leaderEpoch();
    }

    void add(HostedPartition partition) {
        followed.put(partition.key(), new Followed(partition, partition.replica().leaderEpoch()));
        forgotten.remove(partition.key());
        mention(partition.key());
    }

    void remove(PartitionKey key) {
        @Nullable Followed gone = followed.remove(key);
        if (gone != null) {
            throttle.forget(gone);
            giveBack(gone);
        }
        due.remove(key);
        forgotten.add(key);
    }

    void progress(PartitionKey key) {
        @Nullable Followed partition = followed.get(key);
        if (partition != null && !partition.paused() && !partition.held()) {
            partition.progress();
            mention(key);
        }
    }

    private void mention(PartitionKey key) {
        due.add(key);
        shard.queueFetch();
    }

    // ------------------------------------------------------------------ the follower's quota

    private boolean isThrottled(Followed partition) {
        return throttle.limited() && partition.partition().isThrottledFollower();
    }

    void throttleChanged(PartitionKey key) {
        @Nullable Followed partition = followed.get(key);
        if (partition == null || isThrottled(partition)) {
            return;
        }
        if (partition.held()) {
            throttle.forget(partition);
            release(key, partition);
        } else if (partition.due() != Followed.Mention.START
                && partition.bytesMax() < settings.fetchBytes()) {
            partition.restart();
            mention(key);
        }
    }

    /** Whether it may be streamed now; if not, it waits in line. */
    private boolean mayStart(PartitionKey key, Followed partition) {
        if (isThrottled(partition) && partition.credit() <= 0) {
            hold(key, partition);
            return false;
        }
        if (partition.held()) {
            throttle.forget(partition);
            partition.letGo();
        }
        return true;
    }

    private void hold(PartitionKey key, Followed partition) {
        giveBack(partition);
        partition.hold();
        throttle.hold(partition, () -> release(key, partition));
    }

    private void giveBack(Followed partition) {
        long credit = partition.credit();
        if (credit != 0) {
            partition.credit(0);
            throttle.giveBack(credit);
        }
    }

    private void release(PartitionKey key, Followed partition) {
        if (isThrottled(partition)) {
            long credit = Math.min(throttle.room(), Math.max(1, settings.fetchBytes()));
            throttle.passed(credit);
            partition.credit(credit);
        }
        partition.letGo();
        partition.restart();
        forgotten.remove(key);
        mention(key);
    }

    /** Counts what came; one that has caught up leaves its credit to others. */
    private void count(PartitionKey key, Followed partition, int bytes, boolean caughtUp) {
        if (!isThrottled(partition)) {
            giveBack(partition);
            return;
        }
        partition.credit(partition.credit() - bytes);
        if (caughtUp || partition.held()) {
            giveBack(partition);
        } else if (partition.credit() <= 0) {
            forgotten.add(key);
            due.remove(key);
            hold(key, partition);
        }
    }

    /** The leader may have moved or restarted, or this broker has a new epoch. */
    void brokersChanged() {
        @Nullable BrokerImage now = shard.image().brokers().get(leader);
        if (now != null && endpointOf != null && !sameProcess(now, endpointOf)) {
            drop("broker " + leader + " has restarted");
            backoffNanos = BACKOFF_MIN_NANOS;
        }
        for (Followed partition : followed.values()) {
            if (partition.paused()) {
                partition.resume();
                due.add(partition.partition().key());
            }
        }
        shard.queueFetch();
    }

    private static boolean sameProcess(BrokerImage a, BrokerImage b) {
        return a.incarnationId().equals(b.incarnationId()) && a.endpoints().equals(b.endpoints());
    }

    // ------------------------------------------------------------------ connection

    private void connect() {
        if (link != null || reconnectDue || closed) {
            return;
        }
        @Nullable BrokerImage broker = shard.image().brokers().get(leader);
        Optional<BrokerImage.Endpoint> endpoint =
                broker == null ? Optional.empty() : broker.endpoint(settings.interBrokerListener());
        if (endpoint.isEmpty()) {
            failed("it has no listener " + settings.interBrokerListener());
            return;
        }
        endpointOf = broker;
        lastHeard = shard.now();
        link = peers.connect(endpoint.get().host(), endpoint.get().port(), shard.shard(), this);
    }

    @Override
    public void connected() {
        connected = true;
        fresh = true;
        opening = false;
        lastAnswered = lastSent;
        lastHeard = shard.now();
        watch(link);
        endTurn();
    }

    private void watch(@Nullable PeerLink watched) {
        shard.shard()
                .schedule(
                        () -> {
                            if (link != watched || closed) {
                                return;
                            }
                            boolean waiting = lastSent > lastAnswered;
                            if (waiting && shard.now() - lastHeard > settings.silenceNanos()) {
                                drop("it has not answered for too long");
                            } else {
                                watch(watched);
                            }
                        },
                        WATCH_NANOS);
    }

    @Override
    public void closed(String why) {
        link = null;
        connected = false;
        failed(why);
    }

    private void drop(String why) {
        if (link != null) {
            link.close();
            link = null;
            connected = false;
            failed(why);
        }
    }

    private void failed(String why) {
        if (closed) {
            return;
        }
        if (failures++ % ERRORS_LOGGED_EVERY == 0) {
            log.info("Cannot fetch from broker {}: {}. Trying again.", leader, why);
        }
        reconnectDue = true;
        Shard.Timer unused =
                shard.shard()
                        .schedule(
                                () -> {
                                    reconnectDue = false;
                                    endTurn();
                                },
                                backoffNanos);
        backoffNanos = Math.min(2 * backoffNanos, BACKOFF_MAX_NANOS);
    }

    void close() {
        closed = true;
        if (link != null) {
            link.close();
            link = null;
        }
    }

    // ------------------------------------------------------------------ requests

    /** Sends what is due, and sees to it that one request is always waiting at the leader. */
    void endTurn() {
        if (closed || followed.isEmpty()) {
            return;
        }
        if (!connected) {
            connect();
            return;
        }
        @Nullable BrokerImage self = shard.image().brokers().get(settings.rules().brokerId());
        long epoch = self == null ? -1 : self.epoch();
        if (epoch != brokerEpoch) {
            brokerEpoch = epoch;
            fresh = true;
        }
        long inFlight = lastSent - lastAnswered;
        if (opening) {
            return; // The answer brings the session to go on with; it comes at once.
        }
        if (fresh) {
            startSession();
        } else if (inFlight == 0
                || (inFlight < IN_FLIGHT_MAX && !(due.isEmpty() && forgotten.isEmpty()))) {
            send(sessionId, nextSessionEpoch(), mentions(due), forgottenTopics());
        }
    }

    /** A new session; the leader answers at once what is still parked of the one before. */
    private void startSession() {
        fresh = false;
        opening = true;
        followed.values().forEach(Followed::restart);
        forgotten.clear();
        sessionEpoch = 0;
        send(sessionId, 0, mentions(followed.keySet()), List.of());
        openedBy = lastSent;
    }

    private int nextSessionEpoch() {
        sessionEpoch = sessionEpoch == Integer.MAX_VALUE ? 1 : sessionEpoch + 1;
        return sessionEpoch;
    }

    private List<FetchRequest.FetchTopic> mentions(Set<PartitionKey> keys) {
        Map<UUID, List<FetchRequest.FetchPartition>> topics = new LinkedHashMap<>();
        for (PartitionKey key : keys) {
            @Nullable Followed partition = followed.get(key);
            if (partition != null
                    && !partition.paused()
                    && partition.due() != Followed.Mention.NOTHING
                    && (partition.due() != Followed.Mention.START || mayStart(key, partition))) {
                topics.computeIfAbsent(key.topicId(), _ -> new ArrayList<>())
                        .add(mention(key, partition));
                partition.mentioned(lastSent + 1);
            }
        }
        due.clear();
        List<FetchRequest.FetchTopic> result = new ArrayList<>(topics.size());
        topics.forEach((id, list) -> result.add(new FetchRequest.FetchTopic("", id, list)));
        return result;
    }

    private FetchRequest.FetchPartition mention(PartitionKey key, Followed partition) {
        var replicaLog = partition.partition().log();
        boolean start = partition.due() == Followed.Mention.START;
        return FetchRequest.FetchPartition.builder()
                .partition(key.partition())
                .currentLeaderEpoch(partition.leaderEpoch())
                .fetchOffset(replicaLog.logEndOffset())
                .lastFetchedEpoch(start ? new LogView(replicaLog).latestEpoch() : -1)
                .logStartOffset(replicaLog.logStartOffset())
                .partitionMaxBytes(start ? bytesMax(partition) : 0)
                .flushedOffset(replicaLog.flushedOffset())
                .build();
    }

    private int bytesMax(Followed partition) {
        int most = Math.max(1, settings.fetchBytes());
        int bytes = isThrottled(partition) ? (int) Math.min(most, partition.credit()) : most;
        partition.bytesMax(bytes);
        return bytes;
    }

    private List<FetchRequest.ForgottenTopic> forgottenTopics() {
        if (forgotten.isEmpty()) {
            return List.of();
        }
        Map<UUID, List<Integer>> topics = new LinkedHashMap<>();
        for (PartitionKey key : forgotten) {
            topics.computeIfAbsent(key.topicId(), _ -> new ArrayList<>()).add(key.partition());
        }
        forgotten.clear();
        List<FetchRequest.ForgottenTopic> result = new ArrayList<>(topics.size());
        topics.forEach((id, list) -> result.add(new FetchRequest.ForgottenTopic("", id, list)));
        return result;
    }

    private void send(
            int session,
            int epoch,
            List<FetchRequest.FetchTopic> topics,
            List<FetchRequest.ForgottenTopic> forget) {
        @Nullable PeerLink to = link;
        if (to == null) {
            return;
        }
        if (lastSent == lastAnswered) {
            lastHeard = shard.now();
        }
        lastSent++;
        to.send(
                FetchRequest.builder()
                        .replicaState(
                                new FetchRequest.ReplicaState(
                                        settings.rules().brokerId(), brokerEpoch))
                        .maxWaitMs(settings.fetchWaitMs())
                        .minBytes(1)
                        .maxBytes(settings.fetchResponseBytes())
                        .sessionId(session)
                        .sessionEpoch(epoch)
                        .topics(topics)
                        .forgottenTopicsData(forget)
                        .build(),
                FetchRequest.MAX_VERSION);
    }

    // ------------------------------------------------------------------ responses

    @Override
    public void response(Response response) {
        if (!(response instanceof FetchResponse fetch)) {
            drop("it answered a fetch with " + response.getClass().getSimpleName());
            return;
        }
        long request = ++lastAnswered;
        lastHeard = shard.now();
        backoffNanos = BACKOFF_MIN_NANOS;
        if (fetch.errorCode() != 0) {
            ErrorCode error = ErrorCode.forCode(fetch.errorCode());
            log.info("Broker {} refused a fetch: {}. Starting anew.", leader, error);
            drop("it refused a fetch with " + error);
            return;
        }
        failures = 0;
        if (opening && request == openedBy) {
            opening = false;
            sessionId = fetch.sessionId();
            // Without a session every request names everything.
            fresh |= sessionId == 0;
        }
        for (FetchableTopicResponse topic : fetch.responses()) {
            for (PartitionData data : topic.partitions()) {
                PartitionKey key = new PartitionKey(topic.topicId(), data.partitionIndex());
                @Nullable Followed partition = followed.get(key);
                if (partition != null && partition.takes(request)) {
                    take(key, partition, data);
                }
            }
        }
        shard.queueFetch();
    }

    private void take(PartitionKey key, Followed from, PartitionData data) {
        HostedPartition partition = from.partition();
        if (!follows(partition)) {
            return;
        }
        ErrorCode error = ErrorCode.forCode(data.errorCode());
        try {
            switch (error) {
                case NONE -> takeRecords(key, from, data);
                case OFFSET_OUT_OF_RANGE -> {
                    partition.restartAt(Math.max(0, data.logStartOffset()));
                    from.restart();
                    mention(key);
                }
                default -> pause(key, from, error);
            }
        } catch (LogException e) {
            if (e.isTransient()) {
                pause(key, from, ErrorCode.KAFKA_STORAGE_ERROR);
            } else {
                from.pause();
            }
            shard.logFailed(partition, e);
        }
    }

    private void takeRecords(PartitionKey key, Followed from, PartitionData data)
            throws LogException {
        HostedPartition partition = from.partition();
        if (data.divergingEpoch().endOffset() >= 0) {
            EpochEnd end =
                    new EpochEnd(data.divergingEpoch().epoch(), data.divergingEpoch().endOffset());
            if (!partition.truncate(end)) {
                pause(key, from, ErrorCode.OFFSET_NOT_AVAILABLE);
                return;
            }
            from.restart();
            mention(key);
            return;
        }
        int size = 0;
        if (data.records() instanceof ByteRecords(var bytes) && bytes.hasRemaining()) {
            size = bytes.remaining();
            if (!partition.appendFromLeader(bytes)) {
                pause(key, from, ErrorCode.CORRUPT_MESSAGE);
                return;
            }
            if (shard.durability() == Durability.PAGE_CACHE) {
                progress(key);
            }
        }
        count(key, from, size, partition.log().logEndOffset() >= data.highWatermark());
        partition.leaderTold(from.leaderEpoch(), data.highWatermark(), data.logStartOffset());
    }

    /** Waits for metadata to explain an error, or for a moment. */
    private void pause(PartitionKey key, Followed from, ErrorCode error) {
        log.debug("Fetching {} from broker {} pauses after {}.", key, leader, error);
        from.pause();
        Shard.Timer unused =
                shard.shard()
                        .schedule(
                                () -> {
                                    if (followed.get(key) == from && from.paused()) {
                                        from.resume();
                                        mention(key);
                                    }
                                },
                                PAUSE_NANOS);
    }
}
