package io.odradek.it.cluster;

import io.odradek.it.cluster.Command.Result;

import java.util.ArrayList;
import java.util.List;

/** A distribution's command-line tools, pointed at a cluster. */
public record Tools(Distribution dist, String bootstrap) {
    public static Tools of(ProcessCluster cluster) {
        return new Tools(cluster.distribution(), cluster.bootstrap());
    }

    public Result topics(String... args) {
        return command("kafka-topics.sh", args).run();
    }

    public Result quorum(String... args) {
        return command("kafka-metadata-quorum.sh", args).run();
    }

    public Command consoleProducer(String... args) {
        return command("kafka-console-producer.sh", args);
    }

    public Command consoleConsumer(String... args) {
        return command("kafka-console-consumer.sh", args);
    }

    public Command command(String script, String... args) {
        var all = new ArrayList<>(List.of("--bootstrap-server", bootstrap));
        all.addAll(List.of(args));
        return Command.script(dist, script, all.toArray(String[]::new));
    }
}
