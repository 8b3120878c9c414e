package io.odradek.tools.storage;

import io.odradek.log.dir.KafkaUuid;
import io.odradek.tools.cli.Tool;

import picocli.CommandLine.Command;

import java.security.SecureRandom;

/** {@code kafka-storage.sh random-uuid}. */
@Command(name = "random-uuid", description = "Print a random uuid, for a cluster or a directory.")
final class RandomUuidCommand extends Tool {

    @Override
    public Integer call() {
        out().println(KafkaUuid.print(KafkaUuid.random(new SecureRandom())));
        return 0;
    }
}
