package io.odradek.it.matrix;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Starts the clients' programs.
 *
 * @param clients the folder with a folder for each client
 * @param logs the folder for what they print
 * @param bootstrap the cluster
 */
record Workshop(Path clients, Path logs, String bootstrap) {
    Program producer(
            Client client, String role, String topic, String codec, Consumer<String> onLine) {
        return start(client, role, codec, onLine, "produce", bootstrap, topic);
    }

    Program consumer(
            Client client, String role, String topic, String group, Consumer<String> onLine) {
        return start(client, role, "none", onLine, "consume", bootstrap, topic, group);
    }

    Path logsOf(Client client) {
        return logs.resolve(client.name());
    }

    private Program start(
            Client client, String role, String codec, Consumer<String> onLine, String... args) {
        var command = new ArrayList<String>();
        command.add(clients.resolve(client.folder()).resolve("run").toString());
        command.add(client.variant());
        command.addAll(List.of(args));
        return new Program(role, command, codec, logsOf(client), onLine);
    }
}
