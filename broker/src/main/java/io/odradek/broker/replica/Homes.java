package io.odradek.broker.replica;

import io.odradek.controller.image.PartitionImage;
import io.odradek.log.partition.CheckpointFile.Partition;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * In which log directory each replica of this broker is, and where a new one goes. Confined to the
 * control shard.
 */
final class Homes {

    /** Where a replica is to be opened. */
    sealed interface Home {
        record In(LogDirectory directory) implements Home {}

        /**
         * In a directory that does not work: beginning it anew elsewhere would be a second copy.
         *
         * @param id of the directory, as far as it is known
         */
        record Offline(UUID id) implements Home {}
    }

    private static final int WISHES = 10_000;

    private final List<LogDirectory> directories;
    private final boolean someUnreadable;
    private final Map<Partition, LogDirectory> located = new HashMap<>();

    /** Where operators want replicas that are not here yet; the oldest wishes are forgotten. */
    private final Map<Partition, LogDirectory> wanted =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Partition, LogDirectory> eldest) {
                    return size() > WISHES;
                }
            };

    /** Names that were found in several directories: metadata says which of them counts. */
    private final Map<Partition, List<LogDirectory>> twice = new HashMap<>();

    /**
     * @param someUnreadable there are others, of which not even the id is known
     */
    Homes(List<LogDirectory> directories, boolean someUnreadable) {
        this.directories = directories;
        this.someUnreadable = someUnreadable;
        for (LogDirectory directory : directories) {
            for (Partition at : directory.found().keySet()) {
                @Nullable LogDirectory first = located.putIfAbsent(at, directory);
                if (first != null) {
                    twice.computeIfAbsent(at, _ -> new ArrayList<>(List.of(first))).add(directory);
                }
            }
        }
    }

    @Nullable LogDirectory of(Partition at) {
        return located.get(at);
    }

    /** Whether there are two of that name, of which nobody has said yet which one counts. */
    boolean isDoubtful(Partition at) {
        return twice.containsKey(at);
    }

    /**
     * Metadata tells which of two copies counts: the one where it says the replica is, else the
     * first that can be the replica at all.
     *
     * @param possible whether a directory's copy is of the partition that has the name now
     * @param assigned where metadata says that replicas are, by name
     */
    void settle(BiPredicate<Partition, LogDirectory> possible, Function<Partition, UUID> assigned) {
        twice.forEach(
                (at, copies) -> {
                    List<LogDirectory> left =
                            copies.stream().filter(copy -> possible.test(at, copy)).toList();
                    UUID named = assigned.apply(at);
                    left.stream()
                            .filter(copy -> copy.id().equals(named))
                            .findFirst()
                            .or(() -> left.stream().findFirst())
                            .ifPresent(copy -> located.put(at, copy));
                });
        twice.clear();
    }

    /**
     * The home of a replica that is to be opened, from now on.
     *
     * @param assigned what metadata says
     * @param fresh this broker never had it before
     */
    Home find(Partition at, UUID assigned, boolean fresh) {
        @Nullable LogDirectory known = located.get(at);
        if (known == null) {
            @Nullable LogDirectory wish = wanted.remove(at);
            @Nullable LogDirectory named = named(assigned);
            if (fresh && wish != null && wish.isOnline()) {
                known = wish;
            } else if (named != null) {
                known = named;
            } else if (!fresh && mayBeElsewhere(assigned)) {
                return new Home.Offline(
                        assigned.equals(PartitionImage.UNASSIGNED)
                                ? PartitionImage.LOST
                                : assigned);
            } else {
                known = emptiest();
            }
            located.put(at, known);
        }
        return known.isOnline() ? new Home.In(known) : new Home.Offline(known.id());
    }

    /** Where a replica is to be when it comes. */
    void want(Partition at, LogDirectory directory) {
        wanted.put(at, directory);
    }

    /** A replica has moved. */
    void put(Partition at, LogDirectory directory) {
        located.put(at, directory);
    }

    private @Nullable LogDirectory named(UUID id) {
        for (LogDirectory directory : directories) {
            if (directory.id().equals(id)) {
                return directory;
            }
        }
        return null;
    }

    /** Whether it may be in a directory that does not work. */
    private boolean mayBeElsewhere(UUID assigned) {
        boolean unknown =
                assigned.equals(PartitionImage.UNASSIGNED) || assigned.equals(PartitionImage.LOST);
        return someUnreadable || (unknown && directories.stream().anyMatch(d -> !d.isOnline()));
    }

    private LogDirectory emptiest() {
        Map<LogDirectory, Integer> count = new HashMap<>();
        located.values().forEach(directory -> count.merge(directory, 1, Integer::sum));
        LogDirectory best = directories.getFirst();
        for (LogDirectory directory : directories) {
            if (directory.isOnline()
                    && (!best.isOnline()
                            || count.getOrDefault(directory, 0) < count.getOrDefault(best, 0))) {
                best = directory;
            }
        }
        return best;
    }

    @Nullable LogDirectory remove(Partition at) {
        return located.remove(at);
    }

    boolean remove(Partition at, LogDirectory directory) {
        return located.remove(at, directory);
    }
}
