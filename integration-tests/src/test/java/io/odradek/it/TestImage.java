package io.odradek.it;

import static org.junit.jupiter.api.Assumptions.abort;

import io.odradek.it.cluster.Command;

import java.io.UncheckedIOException;

/** The image that tests of containers run. */
public final class TestImage {
    public static final String NAME = System.getProperty("it.image", "odradek:test");

    private TestImage() {}

    /**
     * Skips the test, loudly, where no engine has the image. Beside an engine of {@code
     * with-docker} it is made of the distribution if need be. To be asked before Testcontainers is,
     * which would try to pull what it does not find.
     */
    public static synchronized void require() {
        if (isThere()) {
            return;
        }
        String message =
                "SKIPPED: no docker engine with the image "
                        + NAME
                        + "; see integration-tests/README.md, Containers";
        System.out.println("\n*** " + message + " ***\n");
        abort(message);
    }

    private static boolean isThere() {
        try {
            if (Command.of("docker", "image", "inspect", NAME).run().status() == 0) {
                return true;
            }
            if (System.getenv("ODRADEK_BASE_IMAGE") == null) {
                return false;
            }
            Command.of("./image", NAME).run().ok();
            return true;
        } catch (UncheckedIOException noDocker) {
            return false;
        }
    }
}
