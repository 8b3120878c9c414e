package io.odradek.tools.demo;

import io.odradek.tools.cli.AdminConnection;
import io.odradek.tools.cli.Failure;
import io.odradek.tools.cli.Launcher;
import io.odradek.tools.cli.Tool;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** {@code await}: returns once the cluster has its brokers. */
@Command(name = "await", description = "Wait until the cluster has as many brokers.")
final class AwaitCommand extends Tool {

    private static final int ATTEMPT_MS = 2_000;
    private static final int PAUSE_MS = 50;

    @Mixin private final AdminConnection connection = new AdminConnection();

    @Option(names = "--brokers", required = true, paramLabel = "<n>", description = "How many.")
    private int brokers;

    @Option(
            names = "--timeout-seconds",
            paramLabel = "<n>",
            description = "When to give up; 60 by default.")
    private int timeoutSeconds = 60;

    @Override
    public Integer call() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
        Properties properties = connection.properties();
        properties.setProperty(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "100");
        String last = "no broker answered";
        try (Admin admin = Admin.create(properties)) {
            while (System.nanoTime() < deadline) {
                try {
                    int found = brokers(admin);
                    if (found >= brokers) {
                        return 0;
                    }
                    last = "only %d of %d brokers are registered".formatted(found, brokers);
                } catch (Exception e) {
                    last = Launcher.sentence(e);
                }
                Thread.sleep(PAUSE_MS);
            }
        }
        throw new Failure(
                "The cluster was not ready within %d s: %s".formatted(timeoutSeconds, last));
    }

    private static int brokers(Admin admin) throws Exception {
        return admin.describeCluster(new DescribeClusterOptions().timeoutMs(ATTEMPT_MS))
                .nodes()
                .get()
                .size();
    }
}
