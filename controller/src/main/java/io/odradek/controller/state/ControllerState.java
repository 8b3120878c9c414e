package io.odradek.controller.state;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageBuilder;
import io.odradek.controller.image.ImageDelta;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.random.RandomGenerator;

/**
 * What an active controller works on: the image with everything decided so far, committed or not,
 * and the sessions. Made when leadership is gained, dropped when it is lost. Confined to its shard.
 *
 * <p>Use: ask a {@link Command} for its {@link Decision}; propose the records; once the log has
 * taken them, {@link #accept}. A decision that was not accepted has left no trace.
 */
public final class ControllerState {
    private final ControllerSettings settings;
    private final RandomGenerator random;
    private final Sessions sessions;
    private final PartitionIndex index;
    private final Balance balance = new Balance();
    private ClusterImage image;

    /** One operation. {@code nextOffset} is where its batch would stand. */
    @FunctionalInterface
    public interface Command<R> {
        Decision<R> decide(ControllerState state, long nowMs, long nextOffset);
    }

    public ControllerState(
            ClusterImage committed,
            ControllerSettings settings,
            RandomGenerator random,
            long nowMs) {
        this.image = committed;
        this.settings = settings;
        this.random = random;
        this.sessions = Sessions.unknown(committed, settings.patience(), nowMs);
        this.index = PartitionIndex.of(committed);
    }

    private View view(long nowMs, long nextOffset) {
        return new View(image, index, sessions, settings, random, nowMs, nextOffset);
    }

    /** With everything decided so far. */
    public ClusterImage image() {
        return image;
    }

    PartitionIndex index() {
        return index;
    }

    public Sessions sessions() {
        return sessions;
    }

    /**
     * What {@code decision} would change, if it were in the log at {@code offset}.
     *
     * @throws Invariants.Violation when it must not be
     */
    public ImageDelta preview(Decision<?> decision, long offset, int term) {
        ImageBuilder builder = new ImageBuilder(image).replay(decision.records());
        ImageDelta delta = builder.delta(builder.build(offset, term));
        Invariants.check(delta);
        return delta;
    }

    /** The log has taken {@code decision}, whose preview was {@code delta}. */
    public void accept(Decision<?> decision, ImageDelta delta) {
        image = delta.after();
        index.follow(delta);
        Invariants.checkWithdrawn(delta, index);
        decision.onAccepted().accept(sessions);
    }

    /** {@link #accept} for a decision without records. */
    public void accept(Decision<?> decision) {
        decision.onAccepted().accept(sessions);
    }

    // Commands.

    public static Command<Boolean> bootstrap() {
        return (state, now, next) -> Bootstrap.decide(state.view(now, next));
    }

    public static Command<Registration.Reply> register(Registration registration) {
        return (state, now, next) -> registration.decide(state.view(now, next));
    }

    public static Command<Heartbeat.Reply> heartbeat(Heartbeat heartbeat) {
        return (state, now, next) -> heartbeat.decide(state.view(now, next));
    }

    /**
     * Fences every broker whose stream ended or that was silent for too long; answers who they are.
     */
    public static Command<SortedSet<Integer>> fenceExpired() {
        return (state, now, next) -> {
            SortedSet<Integer> expired = state.sessions.expired(now);
            return BrokerLife.fence(
                    state.view(now, next),
                    expired,
                    expired,
                    sessions -> expired.forEach(sessions::putOut));
        };
    }

    public static Command<AlterPartitions.Reply> alterPartitions(AlterPartitions request) {
        return (state, now, next) -> request.decide(state.view(now, next));
    }

    public static Command<AssignReplicas.Reply> assignReplicas(AssignReplicas request) {
        return (state, now, next) -> request.decide(state.view(now, next));
    }

    public static Command<ProducerIds.Reply> allocateProducerIds(int brokerId, long brokerEpoch) {
        return (state, now, next) ->
                ProducerIds.allocate(state.view(now, next), brokerId, brokerEpoch);
    }

    public static Command<List<CreateTopics.Result>> createTopics(CreateTopics request) {
        return (state, now, next) -> request.decide(state.view(now, next));
    }

    public static Command<List<DeleteTopics.Result>> deleteTopics(DeleteTopics request) {
        return (state, now, next) -> request.decide(state.view(now, next));
    }

    public static Command<List<CreatePartitions.Result>> createPartitions(
            CreatePartitions request) {
        return (state, now, next) -> request.decide(state.view(now, next));
    }

    public static Command<List<AlterConfigs.Result>> alterConfigs(AlterConfigs request) {
        return (state, now, next) -> request.decide(state.view(now, next));
    }

    public static Command<List<ElectLeaders.Result>> electLeaders(ElectLeaders request) {
        return (state, now, next) -> request.decide(state.view(now, next));
    }

    public static Command<ApiError> unregisterBroker(UnregisterBroker request) {
        return (state, now, next) -> request.decide(state.view(now, next));
    }

    /** Gives the leaderships back that {@link #leadersDue} found; answers how many. */
    public static Command<Integer> rebalanceLeaders(int most) {
        return (state, now, next) ->
                Balance.decide(state.view(now, next), state.balance.returning(), most);
    }

    /** Moves partitions to other brokers, cancels such moves (KIP-455). */
    public static Command<AlterReassignments.Reply> alterReassignments(AlterReassignments request) {
        return (state, now, next) -> request.decide(state.view(now, next));
    }

    public static Command<ApiError> updateFeatures(UpdateFeatures request) {
        return (state, now, next) -> request.decide(state.view(now, next));
    }

    /** The results answer the entities in their order. */
    public static Command<List<ApiError>> alterQuotas(AlterQuotas request) {
        return (state, now, next) -> request.decide(state.view(now, next));
    }

    /** The results are by user. */
    public static Command<Map<String, ApiError>> alterScram(AlterScram request) {
        return (state, now, next) -> request.decide(state.view(now, next));
    }

    /** The results answer the ACLs in their order. */
    public static Command<List<ApiError>> createAcls(CreateAcls request) {
        return (state, now, next) -> request.decide(state.view(now, next));
    }

    /** The results answer the filters in their order. */
    public static Command<List<DeleteAcls.Result>> deleteAcls(DeleteAcls request) {
        return (state, now, next) -> request.decide(state.view(now, next));
    }

    /** Gives leaders to partitions that wait for one, where an earlier command could not. */
    public static Command<Boolean> lightPartitions() {
        return (state, now, next) -> BrokerLife.light(state.view(now, next), true);
    }

    /** The rest of what {@code decision} began, to be decided once it is accepted. */
    public static <R> @Nullable Command<R> rest(Decision<R> decision) {
        Decision.@Nullable Rest<R> rest = decision.rest();
        return rest == null ? null : (state, now, next) -> rest.decide(state.view(now, next));
    }

    // What the shell hears about brokers outside of commands.

    /** Looks whether leaderships should return to preferred replicas. */
    public boolean leadersDue(long nowMs) {
        return balance.due(index, sessions, settings, nowMs);
    }

    /** {@link #lightPartitions} may have something to do. */
    public boolean lightDue() {
        return sessions.lightDue() && !index.leaderless().isEmpty();
    }

    /** Stream {@code stream} of {@code brokerId} ended; says whether that leaves it without one. */
    public boolean streamEnded(int brokerId, long stream) {
        OptionalInt lost = sessions.detach(brokerId, stream);
        return lost.isPresent();
    }

    /** There is no process of {@code brokerId} any more; the next fencing takes it out. */
    public void processGone(int brokerId) {
        if (!sessions.attached(brokerId)) {
            sessions.lose(brokerId);
        }
    }

    /** {@link #fenceExpired} has something to do. */
    public boolean hasExpired(long nowMs) {
        return !sessions.expired(nowMs).isEmpty();
    }

    /** Unfenced brokers that hold no stream to this leader (yet). */
    public List<BrokerImage> unattached() {
        return sessions.unattached(image);
    }
}
