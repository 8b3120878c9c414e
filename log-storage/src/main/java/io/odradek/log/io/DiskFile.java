package io.odradek.log.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * An open file. Reads and writes name their position, so one file may be read by many threads while
 * its one owner writes.
 */
public interface DiskFile extends AutoCloseable {

    /**
     * Reads up to {@code dst.remaining()} bytes; returns how many, or -1 at the end of the file.
     */
    int read(ByteBuffer dst, long position) throws IOException;

    /** Writes every remaining byte of {@code src}. */
    void write(ByteBuffer src, long position) throws IOException;

    /**
     * Writes every remaining byte of every buffer, in order, with as few system calls as it can.
     */
    void write(ByteBuffer[] sources, long position) throws IOException;

    /**
     * Sends {@code bytes} from {@code position} to {@code target} without copying where it can;
     * returns the bytes sent.
     */
    long transferTo(long position, long bytes, WritableByteChannel target) throws IOException;

    void truncate(long size) throws IOException;

    long size() throws IOException;

    /** Returns once everything written so far survives a power cut (fdatasync). */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
