package io.odradek.broker.app;

import io.odradek.log.io.Disk;
import io.odradek.log.io.NioDisk;

/** The disk under a node: the operating system's, unless a test puts another in its place. */
final class ChosenDisk {
    /** Names a class on the class path, for tests that lose what was not synced. */
    private static final String PROPERTY = "odradek.disk";

    private ChosenDisk() {}

    static Disk open() throws StartupException {
        String name = System.getProperty(PROPERTY, "");
        if (name.isEmpty()) {
            return new NioDisk();
        }
        try {
            return Class.forName(name).asSubclass(Disk.class).getConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new StartupException(
                    "-D%s=%s does not name a disk: %s. Leave it out to use the real one."
                            .formatted(PROPERTY, name, e),
                    e);
        }
    }
}
