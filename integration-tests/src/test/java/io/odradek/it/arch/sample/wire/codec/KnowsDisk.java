package io.odradek.it.arch.sample.wire.codec;

import io.odradek.it.arch.sample.log.io.PlainDisk;

/** wire may know nobody. */
public final class KnowsDisk {
    public void use(PlainDisk disk) {
        disk.open();
    }
}
