package io.odradek.it.chaos.ground;

import io.odradek.it.cluster.Command;

import java.time.Duration;

/** A node that is a container. */
record DockerMachine(int id, String container, String log) implements Machine {
    @Override
    public void start() {
        docker("start", container);
    }

    @Override
    public void kill() {
        docker("kill", container);
        awaitExit(Duration.ofSeconds(30));
    }

    @Override
    public void terminate() {
        docker("kill", "--signal", "TERM", container);
    }

    @Override
    public boolean awaitGone(long withinMs) {
        try {
            awaitExit(Duration.ofMillis(withinMs));
            return true;
        } catch (AssertionError stillThere) {
            kill();
            return false;
        }
    }

    private void awaitExit(Duration patience) {
        Command.of("docker", "wait", container).within(patience).run().ok();
    }

    /** The engine stops every process of a container at once. */
    @Override
    public void freeze() {
        docker("pause", container);
    }

    @Override
    public void thaw() {
        docker("unpause", container);
    }

    @Override
    public boolean alive() {
        return docker("inspect", "--format", "{{.State.Running}}", container)
                .strip()
                .equals("true");
    }

    private static String docker(String... args) {
        return Command.of("docker", args).run().ok();
    }
}
