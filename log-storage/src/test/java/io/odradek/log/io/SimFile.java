package io.odradek.log.io;

import io.odradek.log.io.SimDisk.Operation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A handle on a {@link SimInode}; outlives the file's name, as a descriptor does. */
final class SimFile implements DiskFile {

    private final SimDisk disk;
    private final Path path;
    private final SimInode inode;
    private final boolean writable;
    private final int generation;
    private boolean open = true;

    SimFile(SimDisk disk, Path path, SimInode inode, boolean writable, int generation) {
        this.disk = disk;
        this.path = path;
        this.inode = inode;
        this.writable = writable;
        this.generation = generation;
    }

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
        synchronized (disk) {
            begin(Operation.READ);
            disk.crashIfDown(path);
            if (position >= inode.size()) {
                return dst.hasRemaining() ? -1 : 0;
            }
            int n = (int) Math.min(dst.remaining(), inode.size() - position);
            dst.put(inode.bytes(), (int) position, n);
            return n;
        }
    }

    @Override
    public void write(ByteBuffer src, long position) throws IOException {
        write(new ByteBuffer[] {src}, position);
    }

    @Override
    public void write(ByteBuffer[] sources, long position) throws IOException {
        synchronized (disk) {
            begin(Operation.WRITE);
            requireWritable();
            int total = 0;
            for (ByteBuffer source : sources) {
                total += source.remaining();
            }
            byte[] bytes = new byte[total];
            int filled = 0;
            for (ByteBuffer source : sources) {
                int n = source.remaining();
                source.get(bytes, filled, n);
                filled += n;
            }
            long room = disk.room(inode, position + total);
            if (room < 0) {
                int fits = (int) Math.max(0, total + room);
                if (fits > 0) {
                    inode.write(position, java.util.Arrays.copyOf(bytes, fits));
                }
                throw new DiskFullException(path, "ENOSPC, simulated", null);
            }
            inode.write(position, bytes);
            disk.crashIfDown(path);
        }
    }

    @Override
    public long transferTo(long position, long bytes, WritableByteChannel target)
            throws IOException {
        ByteBuffer copy;
        synchronized (disk) {
            begin(Operation.READ);
            disk.crashIfDown(path);
            int n = (int) Math.clamp(inode.size() - position, 0, bytes);
            copy = ByteBuffer.allocate(n);
            copy.put(inode.bytes(), (int) position, n).flip();
        }
        return target.write(copy);
    }

    @Override
    public void truncate(long size) throws IOException {
        synchronized (disk) {
            begin(Operation.TRUNCATE);
            requireWritable();
            inode.truncate(size);
            disk.crashIfDown(path);
        }
    }

    @Override
    public long size() throws IOException {
        synchronized (disk) {
            begin(Operation.READ);
            disk.crashIfDown(path);
            return inode.size();
        }
    }

    @Override
    public void sync() throws IOException {
        synchronized (disk) {
            try {
                begin(Operation.SYNC);
            } catch (IOException e) {
                inode.failSync(disk.random());
                throw e;
            }
            disk.crashIfDown(path);
            inode.sync();
        }
    }

    @Override
    public void close() {
        synchronized (disk) {
            if (open && generation == disk.generation()) {
                disk.closed(path);
            }
            open = false;
        }
    }

    private void begin(Operation kind) throws IOException {
        if (!open || generation != disk.generation()) {
            throw new ClosedChannelException();
        }
        disk.begin(kind, path);
    }

    private void requireWritable() {
        if (!writable) {
            throw new NonWritableChannelException();
        }
    }

    @Override
    public String toString() {
        return "sim:" + path;
    }
}
