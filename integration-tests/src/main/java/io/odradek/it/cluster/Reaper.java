package io.odradek.it.cluster;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;

/**
 * Ends every process we started when this JVM ends, however it ends: a shell that reads process ids
 * from a pipe and kills those not crossed out once the pipe closes. A shutdown hook would not
 * survive a kill -9 of the test run.
 *
 * <p>Thread-safe: every method is synchronized.
 */
public final class Reaper {
    private static final String SCRIPT =
            """
            trap '' INT TERM HUP
            declare -A pids
            last=()
            while read -r op rest; do
                case $op in
                    watch) pids[$rest]=1 ;;
                    forget) unset "pids[$rest]" ;;
                    last) last+=("$rest") ;;
                esac
            done
            for pid in "${!pids[@]}"; do kill -9 "$pid" 2>/dev/null; done
            for command in "${last[@]}"; do eval "$command"; done
            """;

    private static @Nullable Writer pipe;

    private Reaper() {}

    public static void watch(long pid) {
        tell("watch " + pid);
    }

    public static void forget(long pid) {
        tell("forget " + pid);
    }

    /**
     * Runs {@code command}, one line of bash, when this JVM ends and the watched processes are
     * killed; it must do no harm where all is in order.
     */
    public static void atLast(String command) {
        tell("last " + command);
    }

    private static synchronized void tell(String line) {
        try {
            if (pipe == null) {
                pipe =
                        new ProcessBuilder("bash", "-c", SCRIPT)
                                .redirectOutput(Redirect.DISCARD)
                                .redirectError(Redirect.DISCARD)
                                .start()
                                .outputWriter();
            }
            pipe.write(line + "\n");
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the reaper of test processes is gone", e);
        }
    }
}
