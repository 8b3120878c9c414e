package io.odradek.raft.sim;

import io.odradek.log.io.Disk;
import io.odradek.log.io.DiskFile;
import io.odradek.log.io.WrappedDisk;
import io.odradek.raft.Entry;
import io.odradek.raft.RaftMessage;
import io.odradek.raft.RaftStatus.Voter;
import io.odradek.raft.RaftTransport;
import io.odradek.raft.core.Flaw;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

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

    /** A rule of the core is left out. */
    static SimNode.Bugs flaw(Flaw flaw) {
        return new SimNode.Bugs() {
            @Override
            public Set<Flaw> flaws() {
                return Set.of(flaw);
            }
        };
    }

    /** The term is on the disk, but not whom the node voted for in it. */
    static SimNode.Bugs forgetsVotes() {
        return new SimNode.Bugs() {
            @Override
            public Disk disk(Disk real) {
                return new ForgetfulDisk(real);
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

                    @Override
                    public void reach(List<Voter> voters) {
                        real.reach(voters);
                    }

                    @Override
                    public Set<Integer> bootstrap() {
                        return real.bootstrap();
                    }
                };
            }
        };
    }

    private static final class LyingDisk extends WrappedDisk {
        LyingDisk(Disk real) {
            super(real);
        }

        @Override
        public DiskFile open(Path path, Mode mode) throws IOException {
            DiskFile file = super.open(path, mode);
            // The head of a log file is honest, so that not every run ends in a damaged file.
            return path.toString().endsWith(".raftlog") ? new LyingFile(file) : file;
        }
    }

    private static final class LyingFile extends WrappedDisk.File {
        private int syncs;

        LyingFile(DiskFile real) {
            super(real);
        }

        @Override
        public void sync() throws IOException {
            if (syncs++ == 0) {
                super.sync();
            }
        }
    }

    private static final class ForgetfulDisk extends WrappedDisk {
        ForgetfulDisk(Disk real) {
            super(real);
        }

        @Override
        public DiskFile open(Path path, Mode mode) throws IOException {
            DiskFile file = super.open(path, mode);
            return path.toString().endsWith("quorum-state.tmp") ? new VoteWithoutName(file) : file;
        }
    }

    /** Writes what the vote file would say had nobody got the vote. */
    private static final class VoteWithoutName extends WrappedDisk.File {
        VoteWithoutName(DiskFile real) {
            super(real);
        }

        @Override
        public void write(ByteBuffer src, long position) throws IOException {
            String text = StandardCharsets.US_ASCII.decode(src).toString();
            String body =
                    text.substring(0, text.indexOf("crc32c="))
                            .replaceAll("votedFor=.*", "votedFor=-1");
            CRC32C crc = new CRC32C();
            crc.update(body.getBytes(StandardCharsets.US_ASCII));
            String whole = body + "crc32c=" + crc.getValue() + "\n";
            super.write(ByteBuffer.wrap(whole.getBytes(StandardCharsets.US_ASCII)), position);
        }
    }
}
