package io.odradek.raft.sim;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.raft.Entry;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftTransport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Bugs put around healthy nodes, to see that the checkers find them. */
final class PlantedBugs {

    private PlantedBugs() {}

    /** Nodes answer before anything is on their disk: {@code sync} returns at once. */
    static SimNode.Bugs answersBeforeSync() {
        return new SimNode.Bugs() {
            @Override
            public Disk disk(Disk real) {
                return new LyingDisk(real);
            }
        };
    }

    /** Nodes grant every vote, however often they are asked in a term. */
    static SimNode.Bugs grantsEveryVote() {
        return saying(
                message ->
                        message
                                        instanceof
                                        RaftMessage.VoteResponse(int term, boolean pre, boolean _)
                                ? new RaftMessage.VoteResponse(term, pre, true)
                                : message);
    }

    /** Nodes change entries on their way out. */
    static SimNode.Bugs tampersWithEntries() {
        return saying(
                message ->
                        message instanceof RaftMessage.AppendRequest request
                                        && request.round() % 50 == 0
                                ? tampered(request)
                                : message);
    }

    private static RaftMessage tampered(RaftMessage.AppendRequest request) {
        List<Entry> entries =
                request.entries().stream()
                        .map(e -> new Entry(e.index(), e.term(), e.kind(), new byte[] {1, 2, 3}))
                        .toList();
        return new RaftMessage.AppendRequest(
                request.term(),
                request.previousIndex(),
                request.previousTerm(),
                entries,
                request.commitIndex(),
                request.round());
    }

    /** Nodes vouch for rounds that nobody asked them about yet. */
    static SimNode.Bugs vouchesForTheFuture() {
        return saying(
                message ->
                        message
                                        instanceof
                                        RaftMessage.AppendResponse(
                                                int term,
                                                boolean ok,
                                                long match,
                                                int hint,
                                                long _,
                                                UUID dir)
                                ? new RaftMessage.AppendResponse(
                                        term, ok, match, hint, 1L << 40, dir)
                                : message);
    }

    private static SimNode.Bugs saying(UnaryOperator<RaftMessage> lie) {
        return new SimNode.Bugs() {
            @Override
            public RaftTransport transport(RaftTransport real) {
                return new RaftTransport() {
                    @Override
                    public void start(Receiver receiver) {
                        real.start(receiver);
                    }

                    @Override
                    public void send(int to, RaftMessage message) {
                        real.send(to, lie.apply(message));
                    }
                };
            }
        };
    }

    private record LyingDisk(Disk real) implements Disk {
        @Override
        public DiskFile open(Path path, Mode mode) throws IOException {
            DiskFile file = real.open(path, mode);
            // The head of a log file is honest, so that not every run ends in a damaged file.
            return path.toString().endsWith(".raftlog") ? new LyingFile(file) : file;
        }

        @Override
        public boolean exists(Path path) throws IOException {
            return real.exists(path);
        }

        @Override
        public List<Path> list(Path directory) throws IOException {
            return real.list(directory);
        }

        @Override
        public boolean isDirectory(Path path) throws IOException {
            return real.isDirectory(path);
        }

        @Override
        public void createDirectories(Path directory) throws IOException {
            real.createDirectories(directory);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            real.rename(from, to);
        }

        @Override
        public void delete(Path path) throws IOException {
            real.delete(path);
        }

        @Override
        public void syncDirectory(Path directory) throws IOException {
            real.syncDirectory(directory);
        }

        @Override
        public long usableBytes(Path path) throws IOException {
            return real.usableBytes(path);
        }
    }

    private static final class LyingFile implements DiskFile {
        private final DiskFile real;
        private int syncs;

        LyingFile(DiskFile real) {
            this.real = real;
        }

        @Override
        public void sync() throws IOException {
            if (syncs++ == 0) {
                real.sync();
            }
        }

        @Override
        public int read(ByteBuffer dst, long position) throws IOException {
            return real.read(dst, position);
        }

        @Override
        public void write(ByteBuffer src, long position) throws IOException {
            real.write(src, position);
        }

        @Override
        public void write(ByteBuffer[] sources, long position) throws IOException {
            real.write(sources, position);
        }

        @Override
        public long transferTo(long position, long bytes, WritableByteChannel target)
                throws IOException {
            return real.transferTo(position, bytes, target);
        }

        @Override
        public void truncate(long size) throws IOException {
            real.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
