package io.odradek.it.arch.sample.controller.server;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files are for log.io. */
public final class OpensFiles {
    public FileChannel channel(Path path) throws IOException {
        return FileChannel.open(path);
    }

    public byte[] read(Path path) throws IOException {
        return Files.readAllBytes(path);
    }

    public FileInputStream stream(String path) throws IOException {
        return new FileInputStream(path);
    }
}
