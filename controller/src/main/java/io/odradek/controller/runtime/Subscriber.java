package io.odradek.controller.runtime;

import io.odradek.wire.control.MetadataUpdate;

/** One reader of the metadata stream. Called on the controller's shard only. */
public interface Subscriber {

    /** More can be sent without piling up. When it becomes true, {@link Feed#pump} is due. */
    boolean ready();

    void send(MetadataUpdate update);

    /** This node does not lead (any more): the last call. */
    void notLeader(int leaderId, int term);
}
