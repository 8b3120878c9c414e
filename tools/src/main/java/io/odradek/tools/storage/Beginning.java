package io.odradek.tools.storage;

import io.odradek.log.dir.InitialVoters;

/** Where a node's first voter set comes from. */
sealed interface Beginning {

    /** Not from the directory: from {@code controller.quorum.voters}, or from other nodes. */
    record Static() implements Beginning {}

    /** This controller alone. */
    record Standalone() implements Beginning {}

    /** The list on the command line. */
    record Given(InitialVoters voters) implements Beginning {}
}
