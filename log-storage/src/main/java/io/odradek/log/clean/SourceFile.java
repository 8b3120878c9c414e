package io.odradek.log.clean;

import io.odradek.log.io.SharedFile;

import java.nio.file.Path;

/**
 * A sealed segment to be read.
 *
 * @param file with one hold on it, which goes with this
 */
public record SourceFile(Path path, SharedFile file, int bytes) {}
