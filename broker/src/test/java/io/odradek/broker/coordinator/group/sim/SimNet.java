package io.odradek.broker.coordinator.group.sim;

import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Message;
import io.odradek.wire.codec.WireWriter;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Between members and coordinators: delays, loses and repeats. What one member sends arrives in the
 * order it was sent, as on one connection, but, if so wished, for what was left behind on a former
 * one.
 */
final class SimNet {
    private final SimWorld world;
    private final SimHost host;
    private final boolean leavesBehind;
    private final Map<String, Long> lastArrivalMs = new HashMap<>();

    SimNet(SimWorld world, SimHost host, boolean leavesBehind) {
        this.world = world;
        this.host = host;
        this.leavesBehind = leavesBehind;
    }

    /**
     * @param sent sees an answer when it leaves the coordinator, arrived or not
     * @param arrived sees it at the member, perhaps never
     */
    <R> void call(
            String member,
            int version,
            SimHost.Request<R> request,
            Consumer<R> sent,
            Consumer<R> arrived) {
        if (world.faults && world.chance(0.03)) {
            return;
        }
        if (world.faults && leavesBehind && world.chance(0.03)) {
            world.after(
                    world.between(1, 8_000), () -> arrive(member, version, request, sent, arrived));
            if (world.chance(0.5)) {
                return;
            }
        }
        long at = Math.max(world.nowMs() + delay(), lastArrivalMs.getOrDefault(member, 0L));
        lastArrivalMs.put(member, at);
        world.after(at - world.nowMs(), () -> arrive(member, version, request, sent, arrived));
        if (world.faults && world.chance(0.03)) {
            // Sent twice, but a connection brings the answers to each request once and in order.
            world.after(at - world.nowMs(), () -> arrive(member, version, request, sent, _ -> {}));
        }
    }

    private int delay() {
        if (!world.faults) {
            return world.between(1, 5);
        }
        return world.chance(0.02) ? world.between(500, 4_000) : world.between(1, 100);
    }

    private <R> void arrive(
            String member,
            int version,
            SimHost.Request<R> request,
            Consumer<R> sent,
            Consumer<R> arrived) {
        host.ask(
                new RequestOrigin((short) version, member, "/10.0.0.1"),
                new ReplyTo<R>() {
                    private boolean answered;

                    @Override
                    public void send(R answer) {
                        if (answered) {
                            throw new AssertionError("answered twice: " + answer);
                        }
                        answered = true;
                        if (answer instanceof Message message) {
                            short v = (short) version;
                            message.write(new WireWriter(ByteBuffer.allocate(message.size(v))), v);
                        }
                        sent.accept(answer);
                        if (!world.faults || !world.chance(0.03)) {
                            world.after(delay(), () -> arrived.accept(answer));
                        }
                    }

                    @Override
                    public void fail(ErrorCode why) {
                        throw new AssertionError("only the shell fails: " + why);
                    }
                },
                request);
    }
}
