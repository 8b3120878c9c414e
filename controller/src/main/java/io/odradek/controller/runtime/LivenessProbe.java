package io.odradek.controller.runtime;

import io.odradek.controller.image.BrokerImage;

import java.util.function.Consumer;

/** Asks the network whether a broker's process is there. */
public interface LivenessProbe {

    enum Verdict {
        /** Its host says that nobody listens: the process is gone. */
        REFUSED,
        /** Somebody accepted. */
        ANSWERED,
        /** No word within reasonable time; nothing is known. */
        SILENT
    }

    /** Calls {@code answer} once, on any thread. */
    void probe(BrokerImage broker, Consumer<Verdict> answer);
}
