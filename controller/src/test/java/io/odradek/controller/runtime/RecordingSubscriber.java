package io.odradek.controller.runtime;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageBuilder;
import io.odradek.wire.control.MetadataUpdate;

import java.util.ArrayList;
import java.util.List;

/** Applies what it is sent, as long as it has credit. */
final class RecordingSubscriber implements Subscriber {
    final List<MetadataUpdate> updates = new ArrayList<>();
    ClusterImage image = ClusterImage.EMPTY;
    int credit = Integer.MAX_VALUE;
    int redirectedTo = -2;
    private ImageBuilder restoring = new ImageBuilder(ClusterImage.EMPTY);

    @Override
    public boolean ready() {
        return credit > 0;
    }

    @Override
    public void send(MetadataUpdate update) {
        credit--;
        updates.add(update);
        switch (update.getUpdateCase()) {
            case CHANGE -> {
                var change = update.getChange();
                image = image.apply(change.getOffset(), change.getTerm(), change.getRecordsList());
            }
            case SNAPSHOT -> {
                var part = update.getSnapshot();
                if (part.getFirst()) {
                    restoring = new ImageBuilder(ClusterImage.EMPTY);
                }
                restoring.replay(part.getRecordsList());
                if (part.getLast()) {
                    image = restoring.build(part.getOffset(), part.getTerm());
                }
            }
            case NOT_CONTROLLER, UPDATE_NOT_SET -> throw new AssertionError(update);
        }
    }

    @Override
    public void notLeader(int leaderId, int term) {
        redirectedTo = leaderId;
    }

    long snapshotParts() {
        return updates.stream().filter(MetadataUpdate::hasSnapshot).count();
    }
}
