package io.odradek.sim.check;

import io.odradek.broker.replica.PartitionAccess;
import io.odradek.controller.ControllerCore;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.raft.RaftStatus;
import io.odradek.sim.node.SimHost;

import java.nio.file.Path;
import java.util.List;

/**
 * What there is in a cluster and on one of its hosts: the things that a node may keep something
 * for.
 *
 * @param hosts in the cluster
 * @param partitions in the cluster, as the metadata says, or on this host, if those are more
 * @param connections that this host has one end of
 * @param segments on this host's disk
 * @param files on this host's disk
 * @param leaderEpoch the highest of any partition
 * @param metadataTerm the latest that this host's controller knows
 * @param metadataOffset where the metadata log ends
 */
record Census(
        int hosts,
        int partitions,
        int connections,
        int segments,
        int files,
        int leaderEpoch,
        int metadataTerm,
        long metadataOffset) {

    static Census of(SimHost host, List<SimHost> hosts) {
        int[] open = {0, 0};
        Replicas.each(
                List.of(host),
                (_, replica) -> {
                    open[0]++;
                    open[1] = Math.max(open[1], epoch(replica));
                });
        ClusterImage image = Replicas.committed(hosts).orElse(ClusterImage.EMPTY);
        int known = 0;
        int leaderEpoch = open[1];
        for (TopicImage topic : image.topics().values()) {
            known += topic.partitions().size();
            for (PartitionImage partition : topic.partitions()) {
                leaderEpoch = Math.max(leaderEpoch, partition.leaderEpoch());
            }
        }
        List<Path> files = host.disk().files();
        int segments = (int) files.stream().filter(p -> p.toString().endsWith(".log")).count();
        ControllerCore controller = host.controller();
        long offset = image.offset();
        int term = image.epoch();
        if (controller != null) {
            RaftStatus raft = controller.raft().status();
            offset = Math.max(offset, raft.lastIndex());
            term = Math.max(term, raft.term());
        }
        return new Census(
                hosts.size(),
                Math.max(known, open[0]),
                host.connections(),
                segments,
                files.size(),
                leaderEpoch,
                term,
                offset);
    }

    private static int epoch(PartitionAccess replica) {
        return replica.replica().leaderEpoch();
    }

    /** All that is not history. */
    int things() {
        return hosts + partitions + connections;
    }
}
