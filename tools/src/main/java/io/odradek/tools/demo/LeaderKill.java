package io.odradek.tools.demo;

import io.odradek.tools.cli.Failure;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Kills the node that leads the partition with SIGKILL, and starts it again some seconds later.
 * Runs on a thread of its own; its result is the node's id.
 */
final class LeaderKill implements Callable<Integer> {

    private static final long DOWN_MS = 4_000;

    private final Admin admin;
    private final TopicPartition partition;
    private final List<String> control;
    private final PrintWriter out;

    /**
     * @param control the command that controls the cluster; {@code kill N} and {@code start N} are
     *     added
     */
    LeaderKill(Admin admin, TopicPartition partition, List<String> control, PrintWriter out) {
        this.admin = admin;
        this.partition = partition;
        this.control = control;
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        int leader = leader();
        out.printf("  kill -9 node %d, which leads the partition%n", leader);
        control("kill", leader);
        Thread.sleep(DOWN_MS);
        out.printf("  start node %d again; node %d leads meanwhile%n", leader, leader());
        control("start", leader);
        return leader;
    }

    private int leader() throws Exception {
        Node leader =
                admin.describeTopics(List.of(partition.topic()))
                        .allTopicNames()
                        .get()
                        .values()
                        .iterator()
                        .next()
                        .partitions()
                        .get(partition.partition())
                        .leader();
        return leader == null ? -1 : leader.id();
    }

    private void control(String verb, int node) throws IOException, InterruptedException {
        List<String> command =
                java.util.stream.Stream.concat(
                                control.stream(), List.of(verb, String.valueOf(node)).stream())
                        .toList();
        Path nowhere = Path.of("/dev/null");
        int status =
                new ProcessBuilder(command)
                        .redirectOutput(nowhere.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start()
                        .waitFor();
        if (status != 0) {
            throw new Failure(
                    "'%s' ended with status %d".formatted(String.join(" ", command), status));
        }
    }
}
