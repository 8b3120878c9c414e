package io.odradek.log.partition;

import io.odradek.log.io.Disk;
import io.odradek.log.io.SimDisk;

import java.nio.file.Path;
import java.util.SplittableRandom;

final class SimLogTest extends LogConformance {

    private final SimDisk disk = new SimDisk(new SplittableRandom(1));

    @Override
    Disk disk() {
        return disk;
    }

    @Override
    Path root() {
        return Path.of("/");
    }
}
