package io.odradek.it.chaos.ground;

import io.odradek.it.cluster.NodeProcess;

import java.time.Duration;

/** A node that is a process of this computer. */
record ProcessMachine(NodeProcess node) implements Machine {
    @Override
    public int id() {
        return node.id();
    }

    @Override
    public void start() {
        node.start();
    }

    @Override
    public void kill() {
        node.kill();
    }

    @Override
    public void terminate() {
        node.terminate();
    }

    @Override
    public boolean awaitGone(long withinMs) {
        try {
            node.waitForExit(Duration.ofMillis(withinMs));
            return true;
        } catch (AssertionError stillThere) {
            node.kill();
            return false;
        }
    }

    @Override
    public void freeze() {
        node.pause();
    }

    @Override
    public void thaw() {
        node.resume();
    }

    @Override
    public boolean alive() {
        return node.alive();
    }

    @Override
    public String log() {
        return node.logFile().toString();
    }
}
