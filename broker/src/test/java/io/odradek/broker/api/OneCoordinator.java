package io.odradek.broker.api;

import io.odradek.broker.coordinator.group.GroupCoordinator;
import io.odradek.broker.coordinator.group.shared.GroupSettings;
import io.odradek.broker.coordinator.group.shared.RequestOrigin;
import io.odradek.broker.coordinator.runtime.Access;
import io.odradek.broker.coordinator.runtime.Coordinators;
import io.odradek.broker.coordinator.runtime.Effects;
import io.odradek.broker.coordinator.runtime.Now;
import io.odradek.broker.coordinator.runtime.ReplyTo;
import io.odradek.broker.coordinator.runtime.Step;
import io.odradek.controller.image.ClusterImage;
import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.coordinator.CoordinatorRecord;
import io.odradek.wire.message.JoinGroupRequest;
import io.odradek.wire.message.JoinGroupResponse;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** All groups in one coordinator, which answers at once. */
final class OneCoordinator implements Coordinators<GroupCoordinator> {
    private final GroupCoordinator machine =
            new GroupCoordinator(
                    new GroupSettings(
                            GroupSettings.Classic.DEFAULTS,
                            GroupSettings.Consumer.DEFAULTS,
                            GroupSettings.Offsets.DEFAULTS),
                    new SplittableRandom(1));
    private long nowMs = 1;
    private boolean elsewhere;

    private final Effects out =
            new Effects() {
                @Override
                public void append(CoordinatorRecord record) {}

                @Override
                public <R> void reply(ReplyTo<R> to, R answer) {
                    to.send(answer);
                }
            };

    OneCoordinator(ClusterImage image) {
        machine.loaded(image, now(), out);
    }

    private Now now() {
        return new Now(nowMs, nowMs);
    }

    void moveAway() {
        elsewhere = true;
    }

    void elapseMs(long ms) {
        nowMs += ms;
        if (machine.nextDeadlineMs().orElse(Long.MAX_VALUE) <= nowMs) {
            machine.onTime(now(), out);
        }
    }

    /** A member without an end to its patience. */
    void join(String groupId) {
        JoinGroupRequest request =
                JoinGroupRequest.builder()
                        .groupId(groupId)
                        .sessionTimeoutMs(1_800_000)
                        .rebalanceTimeoutMs(1_800_000)
                        .groupInstanceId("i")
                        .protocolType("consumer")
                        .protocols(List.of(GroupRequestSamples.protocol()))
                        .build();
        machine.joinGroup(
                new RequestOrigin((short) 5, "c", "/h"),
                request,
                new ReplyTo<>() {
                    @Override
                    public void send(JoinGroupResponse answer) {
                        if (answer.errorCode() != ErrorCode.NONE.code()) {
                            throw new AssertionError(answer);
                        }
                    }

                    @Override
                    public void fail(ErrorCode why) {
                        throw new AssertionError(why);
                    }
                },
                now(),
                out);
        elapseMs(10_000);
    }

    @Override
    public <R> void ask(
            String id, Access access, Step<? super GroupCoordinator, R> step, ReplyTo<R> to) {
        if (elsewhere) {
            to.fail(ErrorCode.NOT_COORDINATOR);
        } else {
            step.run(machine, to, now(), out);
        }
    }

    @Override
    public <R> void askAll(
            Access access, Step<? super GroupCoordinator, R> step, Consumer<Gathered<R>> done) {
        ask(
                "",
                access,
                step,
                new ReplyTo<>() {
                    @Override
                    public void send(R answer) {
                        done.accept(new Gathered<>(List.of(answer), ErrorCode.NONE));
                    }

                    @Override
                    public void fail(ErrorCode why) {
                        done.accept(new Gathered<>(List.of(), why));
                    }
                });
    }
}
