package io.odradek.sim.client;

import io.odradek.wire.api.ErrorCode;
import io.odradek.wire.codec.Request;
import io.odradek.wire.codec.Response;
import io.odradek.wire.message.FindCoordinatorRequest;
import io.odradek.wire.message.FindCoordinatorResponse;
import io.odradek.wire.message.FindCoordinatorResponse.Coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One client's way to the coordinator of its group: finds it, and again when it is lost. */
final class Coordination {
    private static final long MS = SimClient.MS;
    private static final int NOBODY = -1;
    private static final int FIND_VERSION = 4;

    private final SimClient client;
    private final String group;
    private final List<Waiting> waiting = new ArrayList<>();
    private int coordinator = NOBODY;

    /** What is to be asked once it is known whom. */
    private record Waiting(Runnable send, Consumer<String> failed) {}

    Coordination(SimClient client, String group) {
        this.client = client;
        this.group = group;
    }

    String group() {
        return group;
    }

    SimClient client() {
        return client;
    }

    /** Who is asked now, and so who answered, when an answer is taken in; -1 when unknown. */
    int coordinator() {
        return coordinator;
    }

    /** Whoever was the coordinator is not, or cannot be reached. */
    void lost() {
        coordinator = NOBODY;
    }

    /**
     * Whether the answer says only that somebody else has to be asked, or the same one later.
     *
     * <p>What was asked may have happened nevertheless.
     */
    boolean mustAskAgain(ErrorCode error) {
        switch (error) {
            case COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR, REQUEST_TIMED_OUT -> {
                lost();
                return true;
            }
            case COORDINATOR_LOAD_IN_PROGRESS -> {
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    /** Waits a little, as clients do between tries. */
    void later(Runnable task) {
        client.after((50 + client.random().nextLong(100)) * MS, task);
    }

    void ask(
            Request request,
            int version,
            long timeoutMs,
            Consumer<Response> answered,
            Consumer<String> failed) {
        if (coordinator != NOBODY) {
            send(request, version, timeoutMs, answered, failed);
            return;
        }
        waiting.add(new Waiting(() -> send(request, version, timeoutMs, answered, failed), failed));
        if (waiting.size() == 1) {
            find();
        }
    }

    private void send(
            Request request,
            int version,
            long timeoutMs,
            Consumer<Response> answered,
            Consumer<String> failed) {
        int to = coordinator;
        client.call(
                to,
                timeoutMs * MS,
                request,
                version,
                answered,
                why -> {
                    if (coordinator == to) {
                        lost();
                    }
                    failed.accept(why);
                });
    }

    /** Once for all who wait: two searches could send what came later first. */
    private void find() {
        client.call(
                client.anyBroker(),
                1000 * MS,
                FindCoordinatorRequest.builder()
                        .keyType((byte) 0)
                        .coordinatorKeys(List.of(group))
                        .build(),
                FIND_VERSION,
                answer -> {
                    Coordinator one = ((FindCoordinatorResponse) answer).coordinators().getFirst();
                    if (one.errorCode() != 0) {
                        notFound(ErrorCode.forCode(one.errorCode()).name());
                    } else {
                        coordinator = one.nodeId();
                        takeWaiting().forEach(each -> each.send.run());
                    }
                },
                this::notFound);
    }

    private void notFound(String why) {
        takeWaiting().forEach(each -> each.failed.accept(why));
    }

    private List<Waiting> takeWaiting() {
        List<Waiting> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }
}
