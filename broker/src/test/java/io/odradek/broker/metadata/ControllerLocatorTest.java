package io.odradek.broker.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.broker.config.HostPort;
import io.odradek.wire.control.Controller;
import io.odradek.wire.control.NotController;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

final class ControllerLocatorTest {
    private static final HostPort A = new HostPort("a", 1);
    private static final HostPort B = new HostPort("b", 1);
    private static final HostPort C = new HostPort("c", 1);

    private final ControllerLocator locator = new ControllerLocator(List.of(A, B, C), 1);

    private static NotController leader(int id, HostPort at, int term) {
        return NotController.newBuilder()
                .setLeaderId(id)
                .setLeaderHost(at.host())
                .setLeaderPort(at.port())
                .setLeaderTerm(term)
                .build();
    }

    private static NotController unknown() {
        return NotController.newBuilder().setLeaderId(-1).build();
    }

    @Test
    void beginsWhereItIsToldAndFollowsAHintAtOnce() {
        assertEquals(B, locator.target());
        assertTrue(locator.notController(B, leader(3, C, 5)));
        assertEquals(C, locator.target());
    }

    @Test
    void anOldHintIsNotFollowed() {
        locator.notController(B, leader(3, C, 5));
        assertFalse(locator.notController(C, leader(2, B, 4)));
        assertEquals(A, locator.target());
    }

    @Test
    void asksEveryoneWhileNobodyKnows() {
        Set<HostPort> asked = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            asked.add(locator.target());
            locator.notController(locator.target(), unknown());
        }
        assertEquals(Set.of(A, B, C), asked);
    }

    @Test
    void aLateAnswerFromAnotherChangesNothing() {
        locator.notController(B, leader(3, C, 5));
        assertTrue(locator.notController(A, leader(2, B, 9)));
        locator.unreachable(A);
        assertEquals(C, locator.target());
    }

    @Test
    void aControllerUnknownSoFarIsRemembered() {
        HostPort d = new HostPort("d", 1);
        locator.notController(B, leader(4, d, 5));
        assertEquals(d, locator.target());
        locator.unreachable(d);
        assertEquals(A, locator.target());
        assertTrue(locator.known().contains(d));
    }

    @Test
    void whoReplacedTheConfiguredControllersIsTriedFirst() {
        HostPort d = new HostPort("d", 1);
        HostPort e = new HostPort("e", 1);
        locator.learn(List.of(controller(4, d), controller(5, e)));
        locator.unreachable(B);
        locator.learn(List.of(controller(5, e)));
        assertEquals(List.of(e, A, B, C), locator.known());
        locator.unreachable(C);
        assertEquals(e, locator.target());
        locator.unreachable(e);
        locator.learn(List.of());
        assertTrue(locator.known().contains(e));
    }

    private static Controller controller(int id, HostPort at) {
        return Controller.newBuilder().setId(id).setHost(at.host()).setPort(at.port()).build();
    }
}
