package io.odradek.controller;

import io.odradek.controller.server.Address;
import io.odradek.controller.server.PeerInfo;
import io.odradek.raft.RaftConfig;
import io.odradek.raft.RaftStatus;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A controller's place among the controllers.
 *
 * @param kind whether {@code controller.quorum.voters} fixes the voters, or they come and go
 *     (KIP-853)
 * @param directoryId of the metadata directory; any in a static quorum
 * @param voters of a static quorum all of them; of a dynamic one those the directory was formatted
 *     with, none where it was formatted to join others
 * @param bootstrap controllers to look for the quorum at, where the log does not tell its voters
 * @param advertised this controller's listener as others reach it
 * @param listenerName that listener's name, as voters are shown with
 * @param autoJoin whether to become a voter without being added: {@code
 *     controller.quorum.auto.join.enable} (KIP-1186)
 */
public record QuorumConfig(
        RaftConfig.Quorum kind,
        UUID directoryId,
        List<RaftStatus.Voter> voters,
        List<Address> bootstrap,
        Address advertised,
        String listenerName,
        boolean autoJoin) {

    public QuorumConfig {
        voters = List.copyOf(voters);
        bootstrap = List.copyOf(bootstrap);
    }

    /** A controller with a vote, and where it is reached. */
    public record Member(int id, UUID directoryId, String host, int port) {
        /** The directory of those who are known by their id alone. */
        public static final UUID ANY_DIRECTORY = RaftStatus.Voter.NO_DIRECTORY;

        /** Known by its id alone. */
        public Member(int id, String host, int port) {
            this(id, ANY_DIRECTORY, host, port);
        }

        private RaftStatus.Voter voter() {
            return new RaftStatus.Voter(id, directoryId, host, port);
        }
    }

    /** The same voters for ever, told apart by their ids. */
    public static QuorumConfig fixed(int nodeId, List<Member> voters, String listenerName) {
        Member self =
                voters.stream()
                        .filter(v -> v.id() == nodeId)
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "Node %d has the role controller but is not in controller.quorum.voters (%s): add it there or take the role away."
                                                        .formatted(nodeId, voters)));
        return new QuorumConfig(
                RaftConfig.Quorum.STATIC,
                Member.ANY_DIRECTORY,
                voters.stream().map(Member::voter).toList(),
                List.of(),
                new Address(self.host(), self.port()),
                listenerName,
                false);
    }

    /** Voters that come and go; {@code initial} ones count until the log tells others. */
    public static QuorumConfig dynamic(
            UUID directoryId,
            List<Member> initial,
            List<Address> bootstrap,
            Address advertised,
            String listenerName,
            boolean autoJoin) {
        return new QuorumConfig(
                RaftConfig.Quorum.DYNAMIC,
                directoryId,
                initial.stream().map(Member::voter).toList(),
                bootstrap,
                advertised,
                listenerName,
                autoJoin);
    }

    /** What it says to others of itself; nothing where everybody is configured. */
    Optional<PeerInfo> self() {
        return dynamic()
                ? Optional.of(new PeerInfo(directoryId, advertised, autoJoin))
                : Optional.empty();
    }

    public boolean dynamic() {
        return kind == RaftConfig.Quorum.DYNAMIC;
    }
}
