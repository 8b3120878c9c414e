package io.odradek.it.chaos;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;

import io.odradek.it.chaos.ground.Machine;

import org.testcontainers.containers.GenericContainer;

import java.util.concurrent.TimeUnit;

/** A node in a container of Testcontainers'. */
record ContainerMachine(int id, GenericContainer<?> container, String log) implements Machine {
    private static final long EXIT_MS = 30_000;

    private DockerClient docker() {
        return container.getDockerClient();
    }

    String containerId() {
        return container.getContainerId();
    }

    @Override
    public void start() {
        docker().startContainerCmd(containerId()).exec();
    }

    @Override
    public void kill() {
        docker().killContainerCmd(containerId()).exec();
        awaitExit(EXIT_MS);
    }

    @Override
    public void terminate() {
        docker().killContainerCmd(containerId()).withSignal("TERM").exec();
    }

    @Override
    public boolean awaitGone(long withinMs) {
        try {
            awaitExit(withinMs);
            return true;
        } catch (DockerClientException stillThere) {
            kill();
            return false;
        }
    }

    private void awaitExit(long withinMs) {
        int unused =
                docker().waitContainerCmd(containerId())
                        .exec(new WaitContainerResultCallback())
                        .awaitStatusCode(withinMs, TimeUnit.MILLISECONDS);
    }

    /** The engine stops every process of a container at once. */
    @Override
    public void freeze() {
        docker().pauseContainerCmd(containerId()).exec();
    }

    @Override
    public void thaw() {
        docker().unpauseContainerCmd(containerId()).exec();
    }

    @Override
    public boolean alive() {
        return Boolean.TRUE.equals(
                docker().inspectContainerCmd(containerId()).exec().getState().getRunning());
    }
}
