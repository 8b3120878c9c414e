package io.odradek.log.dir;

import io.odradek.log.io.Disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The first voters of a controller quorum, as {@code kafka-storage.sh format --standalone} or
 * {@code --initial-controllers} was told. The list lies in the file {@code initial-voters} of the
 * metadata log directory, one voter a line, {@code id@host:port:directory-id}; lines that begin
 * with {@code #} are comments. A controller whose metadata log is empty takes the quorum from it;
 * once the log has a voter set of its own, the file means nothing any more.
 *
 * <p>A node formatted for a static {@code controller.quorum.voters} has no such file.
 */
public record InitialVoters(List<Voter> voters) {

    public static final String FILE_NAME = "initial-voters";

    private static final int PORT_MAX = 65535;

    /**
     * One controller.
     *
     * @param host as other nodes reach it; an IPv6 address without its brackets
     */
    public record Voter(int id, String host, int port, UUID directoryId) {

        /** The line's form: {@code id@host:port:directory-id}, IPv6 addresses in brackets. */
        @Override
        public String toString() {
            String shown = host.contains(":") ? "[" + host + "]" : host;
            return id + "@" + shown + ":" + port + ":" + KafkaUuid.print(directoryId);
        }

        /**
         * Reads {@code id@host:port:directory-id}.
         *
         * @throws IllegalArgumentException when it is something else; the message quotes it
         */
        public static Voter parse(String text) {
            int at = text.indexOf('@');
            int lastColon = text.lastIndexOf(':');
            int portColon = lastColon < 0 ? -1 : text.lastIndexOf(':', lastColon - 1);
            if (at <= 0 || portColon <= at) {
                throw invalid(text, "it has another shape");
            }
            String host = text.substring(at + 1, portColon);
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            } else if (host.contains(":")) {
                throw invalid(text, "write an IPv6 address in brackets");
            }
            if (host.isEmpty()) {
                throw invalid(text, "the host is empty");
            }
            int id = number(text, "the node id", text.substring(0, at), 0, Integer.MAX_VALUE);
            int port =
                    number(text, "the port", text.substring(portColon + 1, lastColon), 1, PORT_MAX);
            UUID directoryId;
            try {
                directoryId = KafkaUuid.parse(text.substring(lastColon + 1));
            } catch (IllegalArgumentException e) {
                throw invalid(text, String.valueOf(e.getMessage()));
            }
            if (KafkaUuid.isReserved(directoryId)) {
                throw invalid(text, "the directory id is a reserved one");
            }
            return new Voter(id, host, port, directoryId);
        }

        private static int number(String whole, String what, String text, int min, int max) {
            try {
                int value = Integer.parseInt(text);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Said below, as for a number out of range.
            }
            throw invalid(
                    whole, "%s '%s' is not a number from %d to %d".formatted(what, text, min, max));
        }

        private static IllegalArgumentException invalid(String text, String why) {
            return new IllegalArgumentException(
                    "'%s' is not a controller of the form id@host:port:directory-id: %s"
                            .formatted(text, why));
        }
    }

    /** Sorted by id. Ids, endpoints and directory ids must each be unique, and one is the least. */
    public InitialVoters {
        if (voters.isEmpty()) {
            throw new IllegalArgumentException("the list of initial controllers is empty");
        }
        voters = voters.stream().sorted(Comparator.comparingInt(Voter::id)).toList();
        Set<Integer> ids = new HashSet<>();
        Set<String> endpoints = new HashSet<>();
        Set<UUID> directories = new HashSet<>();
        for (Voter voter : voters) {
            requireNew(ids.add(voter.id()), "node id " + voter.id());
            String endpoint = voter.host().toLowerCase(Locale.ROOT) + ":" + voter.port();
            requireNew(endpoints.add(endpoint), "endpoint " + endpoint);
            String directory = KafkaUuid.print(voter.directoryId());
            requireNew(directories.add(voter.directoryId()), "directory id " + directory);
        }
    }

    private static void requireNew(boolean isNew, String what) {
        if (!isNew) {
            throw new IllegalArgumentException(
                    "the initial controllers name the %s twice".formatted(what));
        }
    }

    /** Reads the command line's form, a comma-separated list. */
    public static InitialVoters parse(String commaSeparated) {
        List<Voter> voters = new ArrayList<>();
        for (String each : commaSeparated.split(",", -1)) {
            voters.add(Voter.parse(each.strip()));
        }
        return new InitialVoters(voters);
    }

    /** The voter with this node id. */
    public Optional<Voter> voter(int nodeId) {
        return voters.stream().filter(v -> v.id() == nodeId).findFirst();
    }

    public static Path fileIn(Path metadataLogDirectory) {
        return metadataLogDirectory.resolve(FILE_NAME);
    }

    /**
     * The list in {@code metadataLogDirectory}; empty when there is no such file.
     *
     * @throws IOException when the file cannot be read or a line is wrong; the message names both
     */
    public static Optional<InitialVoters> read(Disk disk, Path metadataLogDirectory)
            throws IOException {
        Path file = fileIn(metadataLogDirectory);
        if (!disk.exists(file)) {
            return Optional.empty();
        }
        List<Voter> voters = new ArrayList<>();
        int number = 0;
        try {
            for (String line : SmallFile.read(disk, file).split("\n", -1)) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    voters.add(Voter.parse(line.strip()));
                }
            }
            return Optional.of(new InitialVoters(voters));
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "%s, near line %d: %s. Format the directory again, or correct the line"
                            .formatted(file, number, e.getMessage()),
                    e);
        }
    }

    /** Writes the file into {@code metadataLogDirectory}, which must exist; durable on return. */
    public void write(Disk disk, Path metadataLogDirectory) throws IOException {
        String lines = voters.stream().map(v -> v + "\n").collect(Collectors.joining());
        SmallFile.replace(
                disk,
                fileIn(metadataLogDirectory),
                "# The first voters of the controller quorum: id@host:port:directory-id\n" + lines);
    }
}
