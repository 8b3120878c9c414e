package io.odradek.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.it.cluster.Await;
import io.odradek.it.cluster.Ports;
import io.odradek.it.oracle.Answers;
import io.odradek.it.oracle.SteadyProducer;
import io.odradek.it.oracle.TopicReader;
import io.odradek.it.oracle.Verdict;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The image, configured by environment alone, killed and started again. */
final class ContainerIT {
    private static final String IMAGE = TestImage.NAME;
    private static final Duration START = Duration.ofSeconds(60);

    @Test
    void containerKeepsItsRecordsAcrossAKill() throws Exception {
        TestImage.require();
        int port = Ports.free();
        try (var container = container(port)) {
            container.start();
            Map<String, Object> client = Map.of("bootstrap.servers", "localhost:" + port);
            try (var admin = Admin.create(client)) {
                awaitReady(admin);
                admin.createTopics(List.of(new NewTopic("boxed", 1, (short) 1))).all().get();
                List<Answers> answers;
                try (var producer = new SteadyProducer(client, "boxed", 1, 500, 100)) {
                    Await.until("1000 records", START, () -> producer.acknowledged() >= 1_000);
                    answers = producer.finish();
                }
                var docker = container.getDockerClient();
                docker.killContainerCmd(container.getContainerId()).exec();
                docker.startContainerCmd(container.getContainerId()).exec();
                awaitReady(admin);
                var verdict = Verdict.of(answers, TopicReader.readAll(client, "boxed", 1));
                assertTrue(verdict.clean(), verdict::toString);
            }
        }
    }

    private static void awaitReady(Admin admin) {
        Await.until(
                "the container's broker is a cluster",
                START,
                () -> admin.describeCluster().nodes().get().size() == 1);
    }

    private static GenericContainer<?> container(int port) {
        var container = new GenericContainer<>(DockerImageName.parse(IMAGE));
        // The port is in the advertised listener, so it must be known before the start.
        container.setPortBindings(List.of(port + ":9092"));
        return container
                .withEnv("KAFKA_NODE_ID", "1")
                .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
                .withEnv("KAFKA_LISTENERS", "PLAINTEXT://:9092,CONTROLLER://:9093")
                .withEnv("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://localhost:" + port)
                .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
                .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093");
    }
}
