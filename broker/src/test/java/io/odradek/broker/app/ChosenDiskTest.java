package io.odradek.broker.app;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.log.io.NioDisk;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node stands on the real disk, or on the one it is told by name. */
final class ChosenDiskTest {
    private static final String PROPERTY = "odradek.disk";

    @AfterEach
    void forget() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void nothingSaidIsTheRealDisk() throws StartupException {
        assertInstanceOf(NioDisk.class, ChosenDisk.open());
    }

    @Test
    void aNamedDiskIsTaken() throws StartupException {
        System.setProperty(PROPERTY, NioDisk.class.getName());
        assertInstanceOf(NioDisk.class, ChosenDisk.open());
    }

    @Test
    void anythingElseIsRefusedByName() {
        for (String name : new String[] {"no.such.Disk", "java.lang.String"}) {
            System.setProperty(PROPERTY, name);
            var refused = assertThrows(StartupException.class, ChosenDisk::open);
            assertTrue(String.valueOf(refused.getMessage()).contains(name), refused::toString);
        }
    }
}
