package io.odradek.broker.coordinator.group.classic;

import io.odradek.wire.message.JoinGroupResponse;
import io.odradek.wire.message.SyncGroupResponse;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;

/** One member of a classic group. Its bookkeeping in the group is {@link ClassicGroup}'s. */
public final class ClassicMember {
    static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /**
     * One way of assigning that a member can follow.
     *
     * @param metadata opaque but to the members; a copy of our own
     */
    public record Protocol(String name, ByteBuffer metadata) {}

    private final String id;
    private final @Nullable String instanceId;
    private final String clientId;
    private final String clientHost;
    private int rebalanceTimeoutMs;
    private int sessionTimeoutMs;
    private List<Protocol> protocols;
    private ByteBuffer assignment = NOTHING;

    @Nullable Parked<JoinGroupResponse> join;
    @Nullable Parked<SyncGroupResponse> sync;

    /** Has not been in any generation: nobody has told it of its session yet. */
    boolean isNew;

    ClassicMember(
            String id,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            int rebalanceTimeoutMs,
            int sessionTimeoutMs,
            List<Protocol> protocols) {
        this.id = id;
        this.instanceId = instanceId;
        this.clientId = clientId;
        this.clientHost = clientHost;
        this.rebalanceTimeoutMs = rebalanceTimeoutMs;
        this.sessionTimeoutMs = sessionTimeoutMs;
        this.protocols = protocols;
    }

    public String id() {
        return id;
    }

    public @Nullable String instanceId() {
        return instanceId;
    }

    public String clientId() {
        return clientId;
    }

    public String clientHost() {
        return clientHost;
    }

    public int rebalanceTimeoutMs() {
        return rebalanceTimeoutMs;
    }

    public int sessionTimeoutMs() {
        return sessionTimeoutMs;
    }

    /** The most wanted first. */
    public List<Protocol> protocols() {
        return protocols;
    }

    /** As its leader wrote it; empty while it has none. */
    public ByteBuffer assignment() {
        return assignment;
    }

    boolean isStatic() {
        return instanceId != null;
    }

    /** The metadata it gave for the protocol; empty if it does not know it. */
    ByteBuffer metadataFor(@Nullable String protocol) {
        for (Protocol own : protocols) {
            if (own.name().equals(protocol)) {
                return own.metadata();
            }
        }
        return NOTHING;
    }

    void assign(ByteBuffer assignment) {
        this.assignment = assignment;
    }

    void update(int rebalanceTimeoutMs, int sessionTimeoutMs, List<Protocol> protocols) {
        this.rebalanceTimeoutMs = rebalanceTimeoutMs;
        this.sessionTimeoutMs = sessionTimeoutMs;
        this.protocols = protocols;
    }
}
