package io.odradek.broker.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A broker's {@code log.dirs} as its start found them.
 *
 * @param usable with their ids, in the order of the configuration
 * @param unusable not there, not readable or not formatted; who knows what is in them
 * @param vital the one without which the process cannot go on, for the metadata log is in it
 */
public record LogDirs(Map<Path, UUID> usable, List<Path> unusable, Optional<Path> vital) {

    /** One that works. */
    public static LogDirs of(Path path, UUID id) {
        return new LogDirs(Map.of(path, id), List.of(), Optional.empty());
    }

    /** A directory, and whether it works; if not, its id may be unknown. */
    public record State(Path path, UUID id, boolean online) {}
}
