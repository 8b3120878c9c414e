package io.odradek.log.partition;

import io.odradek.log.io.Disk;
import io.odradek.log.io.NioDisk;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

final class NioLogTest extends LogConformance {

    @TempDir Path dir;
    private final NioDisk disk = new NioDisk();

    @Override
    Disk disk() {
        return disk;
    }

    @Override
    Path root() {
        return dir;
    }
}
