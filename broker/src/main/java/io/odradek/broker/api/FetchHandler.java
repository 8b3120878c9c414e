package io.odradek.broker.api;

import io.odradek.broker.fetch.FetchSessions;
import io.odradek.broker.net.ApiHandler;
import io.odradek.broker.net.RequestContext;
import io.odradek.broker.net.Responder;
import io.odradek.broker.replica.PartitionShards;
import io.odradek.wire.api.ApiKey;
import io.odradek.wire.message.FetchRequest;

import java.util.List;

/** Fetch, of consumers and followers: brings each request to the shard that keeps its session. */
final class FetchHandler implements ApiHandler<FetchRequest> {
    private static final short COMPARES_LOGS = 12;
    private static final short REPLICA_STATE = 15;
    private static final int CONSUMER = -1;

    private final PartitionShards shards;
    private final List<FetchSessions> sessions;

    /**
     * @param sessions one for each shard, in order
     */
    FetchHandler(PartitionShards shards, List<FetchSessions> sessions) {
        this.shards = shards;
        this.sessions = sessions;
    }

    @Override
    public ApiKey key() {
        return ApiKey.FETCH;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 18;
    }

    @Override
    public void handle(RequestContext context, FetchRequest request, Responder responder) {
        int replica =
                context.apiVersion() >= REPLICA_STATE
                        ? request.replicaState().replicaId()
                        : request.replicaId();
        int home = FetchSessions.home(request, shards.indexOf(context.shard()), shards);
        FetchSessions keeper = sessions.get(home);
        // Ids below -1 are those of tools that look at followers; they fetch like consumers.
        // Nor does a follower of ours fetch in a version that cannot compare logs.
        int follower = context.apiVersion() >= COMPARES_LOGS ? Math.max(-1, replica) : CONSUMER;
        if (shards.shard(home) == context.shard()) {
            keeper.fetch(context, request, responder, follower);
        } else {
            shards.shard(home).execute(() -> keeper.fetch(context, request, responder, follower));
        }
    }
}
