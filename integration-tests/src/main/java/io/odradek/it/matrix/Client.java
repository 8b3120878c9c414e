package io.odradek.it.matrix;

import java.util.List;
import java.util.Set;

/**
 * A row of the matrix.
 *
 * @param name what {@code --only} and the log folder call it
 * @param title the client's own name
 * @param version and how it is set up, where that matters
 * @param folder below {@code client-matrix/clients}
 * @param variant the first argument of the folder's {@code run}
 * @param debian the packages it needs
 * @param zstdError what it says about a topic compressed with zstd, a regular expression; unused if
 *     it reads zstd
 */
record Client(
        String name,
        String title,
        String version,
        String folder,
        String variant,
        List<String> debian,
        Set<Ability> abilities,
        String zstdError) {

    /** What not every client can do. */
    enum Ability {
        CONSUME,
        GROUP,
        TRANSACTIONS,
        /** Says of every record when it is acknowledged, not only of all at the end. */
        ACKS_SINGLY,
        /** Decodes snappy and lz4 as it is installed here; every client decodes gzip. */
        SNAPPY_AND_LZ4,
        ZSTD,
        /**
         * Decodes zstd, yet fetches in a version that does not say so: refused where the topic is
         * zstd's.
         */
        ZSTD_UNASKED,
        /** Fetches so as before 0.11, so the broker unpacks every codec for it. */
        PLAIN_MESSAGES
    }

    Client {
        debian = List.copyOf(debian);
        abilities = Set.copyOf(abilities);
    }

    boolean can(Ability ability) {
        return abilities.contains(ability);
    }
}
