package io.odradek.controller.server;

import io.odradek.raft.RaftStatus.Voter;

/** Where a controller is reached; a name is looked up whenever it is used. */
public record Address(String host, int port) {

    static Address of(Voter voter) {
        return new Address(voter.host(), voter.port());
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
